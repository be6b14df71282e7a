/** Are the installed packages those of the lock files? */
import { type CheckGround, defineCheck } from '../model/check.ts';
import type { Source } from '../model/service-definition.ts';
import { dependenciesFix } from './shared/dependencies.ts';

/** npm and yarn leave a note of what they have installed. */
export const depsNodeModules = defineCheck({
  id: 'deps.node_modules',
  title: 'Packages of Node',
  why: 'A page that is compiled with other packages than the code was written for fails in strange places.',
  needs: ['repo.present'],
  look: (ground) =>
    Promise.all(
      ground.services.flatMap(({ name, source }) =>
        source?.install.produces === 'node_modules' && ground.facts.checkouts.has(name)
          ? [lookAt(ground, name, source)]
          : [],
      ),
    ),
  judge: (all, ground) => {
    const wrong = all.filter(({ why }) => why !== undefined);
    if (wrong.length === 0) return { status: 'pass', note: all.map(({ service }) => service).join(', ') };
    return {
      status: 'fail',
      summary: `The packages of ${wrong.map(({ service }) => service).join(', ')} are not those of the lock file.`,
      detail: wrong.map(({ service, why }) => `${service}: ${why ?? ''}`).join('\n'),
      fix: dependenciesFix(
        ground,
        wrong.map(({ service }) => service),
      ),
    };
  },
});

async function lookAt(ground: CheckGround, service: string, { install }: Source) {
  const { machine, values, facts } = ground;
  const root = values.checkout(service);
  if (!facts.installed.has(service)) return { service, why: 'they are not installed' };
  const read = (file: string): Promise<string | undefined> => machine.files.read(`${root}/${file}`);
  const [lock, npmNote, yarnNote] = await Promise.all([
    read(install.lock),
    read('node_modules/.package-lock.json'),
    read('node_modules/.yarn-integrity'),
  ]);
  const fault =
    npmNote !== undefined && lock !== undefined && install.lock === 'package-lock.json'
      ? npmFault(lock, npmNote)
      : yarnNote !== undefined && lock !== undefined && install.lock === 'yarn.lock'
        ? yarnFault(lock, yarnNote)
        : undefined;
  return { service, why: fault ?? (await workerFault(ground, root)) };
}

/** One package of a lock file. */
interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly link?: boolean;
}

/** By folder in lock files since npm 7; before, by name, as far as the first level goes. */
function packagesIn(text: string): ReadonlyMap<string, LockedPackage> {
  const lock = JSON.parse(text) as {
    readonly packages?: Readonly<Record<string, LockedPackage>>;
    readonly dependencies?: Readonly<Record<string, LockedPackage>>;
  };
  if (lock.packages) return new Map(Object.entries(lock.packages));
  return new Map(Object.entries(lock.dependencies ?? {}).map(([name, locked]) => [`node_modules/${name}`, locked]));
}

function npmFault(lock: string, note: string): string | undefined {
  const wanted = packagesIn(lock);
  const present = packagesIn(note);
  const faults = [...wanted].flatMap(([folder, { version, link, optional, devOptional, peer }]) => {
    if (!folder.startsWith('node_modules/') || link === true || version === undefined) return [];
    const have = present.get(folder)?.version;
    const mayLack = optional === true || devOptional === true || peer === true;
    if (have === version || (have === undefined && mayLack)) return [];
    return [`${folder.replace(/^node_modules\//, '')} ${version} is wanted, ${have ?? 'nothing'} is there`];
  });
  return inShort(faults);
}

/** Each heading of yarn.lock is a list of what was asked for; the note has one entry for each. */
function yarnFault(lock: string, note: string): string | undefined {
  const { lockfileEntries = {} } = JSON.parse(note) as { readonly lockfileEntries?: Readonly<Record<string, string>> };
  const headings = [...lock.matchAll(/^(?=\S)(?!#)(.+):$/gm)].map(([, heading = '']) => heading);
  const asked = headings.flatMap((heading) => heading.split(', ').map((each) => each.replace(/^"|"$/g, '')));
  return inShort(asked.filter((each) => !(each in lockfileEntries)).map((each) => `${each} is not there`));
}

function inShort(faults: readonly string[]): string | undefined {
  const [first] = faults;
  if (first === undefined) return undefined;
  return faults.length === 1 ? first : `${first}, and ${faults.length - 1} more`;
}

/** The media worker is compiled for one kind of machine: a copied node_modules has another's. */
async function workerFault({ machine, installation }: CheckGround, root: string): Promise<string | undefined> {
  if (!(await machine.files.exists(`${root}/node_modules/mediasoup/package.json`))) return undefined;
  const program = `${root}/node_modules/mediasoup/worker/out/Release/mediasoup-worker`;
  if (!(await machine.files.exists(program))) return 'the media worker is not compiled';
  const command = { program, args: [], cwd: installation.root, env: {}, path: [], scrub: [] };
  // Started by hand it ends at once, however well it is.
  const exit = await machine.processes.run(command, 1_000).then(
    (finished) => finished.exit,
    () => undefined,
  );
  return exit === undefined || exit.code === 126 || exit.code === 127
    ? 'the media worker does not run here'
    : undefined;
}
