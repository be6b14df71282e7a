/** The versions of a tool that this machine has, and what looking for them works with. */
import type { Machine } from '../model/machine.ts';
import type { WantedRuntime } from '../model/step.ts';
import type { FoundRuntime } from '../model/toolchain.ts';
import type { Progress } from './progress.ts';
import type { Turns } from './turns.ts';

/** What searching works with. */
export interface RuntimeGround {
  readonly machine: Machine;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Services that want the same fetch it once. */
  readonly turns: Turns;
}

/** What was found, before it is known for whom. */
export type Runtime = Omit<FoundRuntime, 'wish'>;

/** A version as a version manager names its folder: `v16.20.2`, `1.16.3-otp-25`. */
export interface Installed {
  readonly manager: string;
  /** As the manager says it. */
  readonly version: string;
  readonly numbers: readonly number[];
  /** Folder of its programs. */
  readonly programs: string;
}

/** All that the version managers have of a tool, the newest first. */
export async function installedVersions(
  { versionFolders }: WantedRuntime,
  tool: 'node' | 'elixir' | 'erlang',
  { files }: Machine,
): Promise<readonly Installed[]> {
  const found = await Promise.all(
    versionFolders
      .filter((each) => each.tool === tool)
      .map(async ({ manager, folder, programs }) =>
        (await files.list(folder)).flatMap((name): Installed[] => {
          const [, version] = /^v?((\d+)(\.\d+)+(-[\w.-]+)?)$/.exec(name) ?? [];
          if (version === undefined) return [];
          return [{ manager, version, numbers: numbersOf(version), programs: `${folder}/${name}/${programs}` }];
        }),
      ),
  );
  return found.flat().sort((a, b) => compareNumbers(b.numbers, a.numbers));
}

/** `1.16.3-otp-25` → 1, 16, 3. */
export const numbersOf = (version: string): readonly number[] =>
  (/\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);

/** Below zero where the first is older. */
export function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Questions for a version start a whole virtual machine, ms. */
const askWithinMs = 20_000;

/** What a program says to `--version`; `undefined` where it is not there or cannot say. */
export async function versionOf(
  machine: Machine,
  program: string,
  path: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  if ((await machine.processes.find(program, path)) === undefined) return undefined;
  const command = { program, args: ['--version'], cwd: path[0] ?? '/', env: {}, path, scrub: ['NODE_OPTIONS'] };
  const { exit, output } = await machine.processes.run(command, askWithinMs, signal);
  return exit.code === 0 ? output.trim() : undefined;
}
