/** Finds what a service runs on, or brings it: named, from a version manager, on PATH, from npm. */
import { dirname } from 'node:path';
import type { Machine } from '../model/machine.ts';
import { ok, type Result } from '../model/problem.ts';
import { wishOf, type FoundRuntime } from '../model/toolchain.ts';
import type { WantedRuntime } from '../model/step.ts';
import type { Progress } from './clone.ts';
import { findElixir } from './find-elixir.ts';
import { findNode } from './find-node.ts';
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

/** Where a service's runtime is remembered. */
export const runtimeRecord = (folder: string, service: string): string => `${folder}/${service}.json`;

/** Finds it and remembers where. */
export async function provideRuntime(wanted: WantedRuntime, ground: RuntimeGround): Promise<Result<FoundRuntime>> {
  const { runtime, service, named, folder, forInstall } = wanted;
  const found =
    runtime.kind === 'node'
      ? await findNode({ ...wanted, runtime }, ground)
      : await findElixir({ ...wanted, runtime }, ground);
  if (!found.ok) return found;
  const record: FoundRuntime = { wish: wishOf(runtime, named, forInstall), ...found.value };
  const { files } = ground.machine;
  await files.makeFolder(folder, 0o700);
  await files.write(runtimeRecord(folder, service), `${JSON.stringify(record, undefined, 2)}\n`, 0o600);
  return ok(record);
}

/** The runtime that is remembered, unless a folder of it has gone. */
export async function rememberedRuntime(
  { files }: Machine,
  folder: string,
  service: string,
): Promise<FoundRuntime | undefined> {
  const text = await files.read(runtimeRecord(folder, service));
  if (text === undefined) return undefined;
  // Only this file writes it, in one piece.
  const record = JSON.parse(text) as FoundRuntime;
  const kinds = await Promise.all(record.path.map((each) => files.kind(each)));
  return kinds.every((kind) => kind === 'folder') ? record : undefined;
}

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

/** The folder of a program. */
export const folderOf = (program: string): string => dirname(program);
