/** What PostgREST publishes for which platform: the names of its archives have changed four times. */
import type { ToolRelease } from '../../model/tool.ts';

/** Where its releases are; a mirror has the same folders and names below another URL. */
export const releasesUrl = 'https://github.com/PostgREST/postgrest/releases/download';

/** The newest that takes all six keys by which Hubs sets PostgREST up (16.0 and 16.1 refuse the older role-claim-key). */
export const defaultVersion = '16.2';

/** The oldest whose settings have the names that metaton writes. */
export const oldestVersion = '8.0.0';

/** The newest of each line, oldest first: `14` means the newest that begins so. */
const newest = ['8.0.0', '9.0.1', '10.2.0', '11.2.2', '12.0.3', '12.2.12', '13.0.8', '14.17', '16.2'];

type Archives = Readonly<Record<string, string | undefined>>;

const until12 = {
  'darwin-x64': 'macos-x64.tar.xz',
  'darwin-arm64': 'macos-x64.tar.xz',
  'win32-x64': 'windows-x64.zip',
};
const since12 = {
  'linux-x64': 'linux-static-x86-64.tar.xz',
  'linux-arm64': 'ubuntu-aarch64.tar.xz',
  'darwin-arm64': 'macos-aarch64.tar.xz',
  'win32-x64': 'windows-x86-64.zip',
};
const withIntelMac = { ...since12, 'darwin-x64': 'macos-x86-64.tar.xz' };

/**
 * By the first version that has them, newest first, as the release workflows at each tag say. Until 12.2.3 Macs with
 * Apple silicon run the Intel build.
 */
const archivesSince: readonly (readonly [string, Archives])[] = [
  ['16.0', { ...withIntelMac, 'linux-arm64': 'linux-static-aarch64.tar.xz' }],
  ['14.11', withIntelMac],
  ['14.2', since12],
  ['13.0.0', withIntelMac],
  ['12.2.4', since12],
  ['9.0.1', { ...until12, 'linux-x64': 'linux-static-x64.tar.xz', 'linux-arm64': 'ubuntu-aarch64.tar.xz' }],
  ['9.0.0', { ...until12, 'linux-x64': 'linux-static-x64.tar.xz' }],
  ['8.0.0', { ...until12, 'linux-x64': 'linux-x64-static.tar.xz', 'linux-arm64': 'ubuntu-aarch64.tar.xz' }],
];

/** Hashes that others have published: PostgREST itself publishes none. */
const knownHashes: Readonly<Record<string, string>> = {
  // https://github.com/ScoopInstaller/Main/blob/master/bucket/postgrest.json
  '12.0.2 win32-x64': '10a28acc87efa2a747a46455855c7789966108e351f91d4ef05ae709ac3871db',
};

/** The whole version that is meant: `9` is 9.0.1. One that is whole is meant as it is. */
export function wholeVersion(version: string): string | undefined {
  // From 14 on there is no third number.
  const parts = version.split('.').length;
  if (parts === (major(version) >= 14 ? 2 : 3)) return version;
  return newest.findLast((known) => known.startsWith(`${version}.`));
}

/** What is published of a version for a platform; `undefined` where nothing is. */
export function releaseOf(version: string, platform: string): ToolRelease | undefined {
  const archive = archivesOf(version)?.[platform];
  if (archive === undefined) return undefined;
  const sha256 = knownHashes[`${version} ${platform}`];
  return {
    tool: 'postgrest',
    version,
    platform,
    url: `${releasesUrl}/v${version}/postgrest-v${version}-${archive}`,
    archive: archive.endsWith('.zip') ? 'zip' : 'tar.xz',
    program: archive.startsWith('windows') ? 'postgrest.exe' : 'postgrest',
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

/** Platforms that a version is published for. */
export const platformsOf = (version: string): readonly string[] => Object.keys(archivesOf(version) ?? {}).sort();

/** Whether one version is older than another; missing numbers count as 0. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  const place = [0, 1, 2].find((index) => (a?.[index] ?? 0) !== (b?.[index] ?? 0));
  return place !== undefined && (a?.[place] ?? 0) < (b?.[place] ?? 0);
}

/** UPSERT on Postgres 15 works since 10.1: https://github.com/PostgREST/postgrest/pull/2545 */
export const postgresMajorFor = (version: string): '14' | '15' => (isOlder(version, '10.1') ? '14' : '15');

const archivesOf = (version: string): Archives | undefined =>
  archivesSince.find(([since]) => !isOlder(version, since))?.[1];

const major = (version: string): number => Number(version.split('.')[0]);
