/** The stacks of this user that run, whatever their workspace: a file each, in one folder. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { NotedStack, ServiceStatus } from '../model/control.ts';
import type { Files, Machine } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';

/** Notes that this process runs a stack; the answer takes that back, and leaves no folder behind that was made for it. */
export async function noteRunningStack(
  { files, processes }: Machine,
  folder: string,
  stack: Omit<NotedStack, 'identity'>,
): Promise<() => Promise<void>> {
  const noted: NotedStack = { ...stack, identity: (await processes.identity(stack.pid)) ?? '' };
  const file = path.join(folder, fileOf(noted));
  const made = await missingAbove(folder, files);
  await writeInto(folder, () => files.write(file, `${JSON.stringify(noted)}\n`, 0o600), files);
  return async () => {
    await forget([file], folder, files);
    for (const empty of made) await files.removeEmptyFolder(empty);
  };
}

/** The folders above one that are not there, the lowest first. */
async function missingAbove(folder: string, files: Files): Promise<readonly string[]> {
  const above = path.dirname(folder);
  return above === folder || (await files.exists(above)) ? [] : [above, ...(await missingAbove(above, files))];
}

/** No two runs have the same name: whoever removes what is over cannot take what has just begun. */
const fileOf = ({ state, pid, identity }: NotedStack): string =>
  `${createHash('sha256').update([state, pid, identity].join('\0')).digest('hex').slice(0, 16)}.json`;

/** The folder may be removed by another that has found it empty: then it is made again. */
async function writeInto(folder: string, write: () => Promise<void>, files: Files): Promise<void> {
  for (;;) {
    await files.makeFolder(folder, 0o700);
    try {
      await write();
      return;
    } catch (error) {
      if (await files.exists(folder)) throw error;
    }
  }
}

async function forget(paths: readonly string[], folder: string, files: Files): Promise<void> {
  await Promise.all(paths.map((file) => files.remove(file)));
  // The folder above is the user's data folder, which the note may have made.
  for (const empty of [folder, path.dirname(folder)]) await files.removeEmptyFolder(empty);
}

/** Those that run, oldest first. What is noted of a metaton that is gone is removed. */
export async function findRunningStacks(machine: Machine, folder: string): Promise<readonly NotedStack[]> {
  const names = await machine.files.list(folder);
  const stacks: NotedStack[] = [];
  const over: string[] = [];
  for (const file of names.map((name) => path.join(folder, name))) {
    const stack = parse(await machine.files.read(file));
    if (stack && (await machine.processes.identity(stack.pid)) === stack.identity) stacks.push(stack);
    else if (stack ?? (await isAbandoned(file, machine))) over.push(file);
  }
  if (over.length > 0) await forget(over, folder, machine.files);
  return stacks.sort((one, other) => one.since - other.since);
}

/** Writing a note takes a moment: what is no note after so long was cut off, ms. */
const longestWriteMs = 60_000;

async function isAbandoned(file: string, { files, clock }: Machine): Promise<boolean> {
  const stat = await files.stat(file);
  return stat !== undefined && clock.now() - stat.modifiedAt > longestWriteMs;
}

function parse(text: string | undefined): NotedStack | undefined {
  if (text === undefined) return undefined;
  try {
    const { pid, since, workspace, state, identity } = JSON.parse(text) as Partial<NotedStack>;
    return typeof pid === 'number' &&
      typeof since === 'number' &&
      typeof workspace === 'string' &&
      typeof state === 'string' &&
      typeof identity === 'string'
      ? { pid, since, workspace, state, identity }
      : undefined;
  } catch {
    return undefined;
  }
}

/** How its services are; nothing of one that does not answer. */
export async function statusOf(
  { state }: Pick<NotedStack, 'state'>,
  { control }: Machine,
): Promise<readonly ServiceStatus[]> {
  const remote = await control.connect(control.place(state)).catch(ignored);
  return (await remote?.status().catch(ignored)) ?? [];
}

/** A metaton that is suspended, speaks otherwise or is just ending is no reason for others not to go on. */
function ignored(error: unknown): undefined {
  if (!(error instanceof ProblemError)) throw error;
}
