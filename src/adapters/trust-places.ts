/** Where browsers keep their certificate databases. */
import path from 'node:path';
import type { StoreGround } from './trust-store.ts';
import type { NssPlace } from './trust-store-nss.ts';

/** Chromium and those made of it, as their programs are called. */
const chromiumPrograms = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
  'vivaldi',
  'vivaldi-stable',
  'opera',
] as const;

/** The same as flatpaks. */
const chromiumFlatpaks = [
  'org.chromium.Chromium',
  'com.google.Chrome',
  'com.brave.Browser',
  'com.microsoft.Edge',
  'com.vivaldi.Vivaldi',
  'com.opera.Opera',
  'io.github.ungoogled_software.ungoogled_chromium',
] as const;

/** The same as snaps. */
const chromiumSnaps = ['chromium', 'brave', 'microsoft-edge', 'vivaldi', 'opera', 'postman'] as const;

/** One room in which a browser of that family runs. */
interface Room {
  readonly name: string;
  /** Read by those before version 146; where it is there, by later ones too, and nothing else is. */
  readonly legacy: string;
  readonly place: string;
  readonly isInUse: () => Promise<boolean>;
}

/** Those of all browsers, and of those known from before what is still there. */
export async function nssPlaces(ground: StoreGround, known: readonly NssPlace[]): Promise<readonly NssPlace[]> {
  const [chromium, firefox, kept] = await Promise.all([
    ground.platform === 'linux' ? chromiumPlaces(ground) : [],
    firefoxPlaces(ground),
    Promise.all(known.map(async (place) => ((await isDatabase(place.path, ground)) ? [place] : []))),
  ]);
  const all = [...chromium, ...firefox, ...kept.flat()];
  return all.filter((place, index) => all.findIndex((other) => other.path === place.path) === index);
}

const isDatabase = (folder: string, { files }: StoreGround): Promise<boolean> =>
  files.exists(path.join(folder, 'cert9.db'));

/** Every database that is there, and where none is the one that the browser would make. */
async function chromiumPlaces(ground: StoreGround): Promise<readonly NssPlace[]> {
  const { files, home, environment } = ground;
  const inside = (folder: string, ...names: readonly string[]): string => path.join(home, folder, ...names);
  const rooms: readonly Room[] = [
    {
      name: 'Chromium family',
      legacy: inside('.pki', 'nssdb'),
      place: path.join(environment['XDG_DATA_HOME'] ?? inside('.local', 'share'), 'pki', 'nssdb'),
      isInUse: () => hasProgram(ground, chromiumPrograms),
    },
    ...chromiumSnaps.map((snap) => ({
      name: `${snap} (snap)`,
      legacy: inside('snap', snap, 'current', '.pki', 'nssdb'),
      place: inside('snap', snap, 'current', '.local', 'share', 'pki', 'nssdb'),
      isInUse: () => files.exists(inside('snap', snap, 'current')),
    })),
    ...chromiumFlatpaks.map((flatpak) => ({
      name: `${flatpak} (flatpak)`,
      legacy: inside('.var', 'app', flatpak, '.pki', 'nssdb'),
      place: inside('.var', 'app', flatpak, 'data', 'pki', 'nssdb'),
      isInUse: () => files.exists(inside('.var', 'app', flatpak)),
    })),
  ];
  return (await Promise.all(rooms.map((room) => placesIn(room, ground)))).flat();
}

async function placesIn({ name, legacy, place, isInUse }: Room, { files }: StoreGround): Promise<readonly NssPlace[]> {
  // The browser looks for the folder, not for what is in it.
  const there = await Promise.all(
    [legacy, place].map(async (folder) => ((await files.exists(folder)) ? [{ name, path: folder }] : [])),
  );
  if (there.flat().length > 0) return there.flat();
  return (await isInUse()) ? [{ name, path: place }] : [];
}

async function hasProgram({ processes }: StoreGround, names: readonly string[]): Promise<boolean> {
  const found = await Promise.all(names.map((name) => processes.find(name, [])));
  return found.some((program) => program !== undefined);
}

/** Every profile that Firefox has used; one that it has not has no database. */
async function firefoxPlaces(ground: StoreGround): Promise<readonly NssPlace[]> {
  const profiles = await Promise.all(firefoxRoots(ground).map((root) => profilesIn(root, ground)));
  return profiles.flat().map((profile) => ({ name: `Firefox profile ${path.basename(profile)}`, path: profile }));
}

/** Folders with a `profiles.ini`. From version 147 on it is where the XDG specification wants it. */
function firefoxRoots({ platform, home, environment }: StoreGround): readonly string[] {
  const inside = (...names: readonly string[]): string => path.join(home, ...names);
  switch (platform) {
    case 'darwin':
      return [inside('Library', 'Application Support', 'Firefox')];
    case 'win32':
      return [path.join(environment['APPDATA'] ?? inside('AppData', 'Roaming'), 'Mozilla', 'Firefox')];
    default:
      return [
        inside('.mozilla', 'firefox'),
        path.join(environment['XDG_CONFIG_HOME'] ?? inside('.config'), 'mozilla', 'firefox'),
        inside('snap', 'firefox', 'common', '.mozilla', 'firefox'),
        inside('snap', 'firefox', 'common', '.config', 'mozilla', 'firefox'),
        inside('.var', 'app', 'org.mozilla.firefox', '.mozilla', 'firefox'),
        inside('.var', 'app', 'org.mozilla.firefox', 'config', 'mozilla', 'firefox'),
      ];
  }
}

async function profilesIn(root: string, ground: StoreGround): Promise<readonly string[]> {
  const text = (await ground.files.read(path.join(root, 'profiles.ini'))) ?? '';
  const profiles = text
    .split(/^(?=\[)/m)
    .filter((section) => section.startsWith('[Profile'))
    .flatMap((section) => {
      const place = /^Path=(.+?)\s*$/m.exec(section)?.[1];
      if (place === undefined) return [];
      return [/^IsRelative=0\s*$/m.test(section) ? place : path.join(root, place)];
    });
  const used = await Promise.all(
    profiles.map(async (profile) => ((await isDatabase(profile, ground)) ? [profile] : [])),
  );
  return [...new Set(used.flat())];
}
