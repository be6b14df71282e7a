/** metaton.lock: what the workspace was made from, so that two people with the same lock have the same stack. */
import type { Files } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { lockUnreadable } from '../model/problems/lock.ts';
import { messageOf } from '../model/message-of.ts';

/** The whole file: each part reads and writes its own entries and leaves the others as they are. */
export type Lock = Readonly<Record<string, unknown>>;

/** Where it is. */
export const lockFile = (workspace: string): string => `${workspace}/metaton.lock`;

/** What stands in it; nothing where there is none. Throws a ProblemError where it cannot be read. */
export async function readLock(files: Files, workspace: string): Promise<Lock> {
  const file = lockFile(workspace);
  const text = await files.read(file);
  if (text === undefined || text.trim() === '') return {};
  const lock = parse(file, text);
  if (!isMapping(lock)) throw new ProblemError(lockUnreadable(file, 'it is no mapping of names to entries'));
  return lock;
}

/** Steps that run side by side change it one after the other. */
let turn: Promise<unknown> = Promise.resolve();

/** Changes it; a change to the same is not written. Answers whether it was. */
export function changeLock(files: Files, workspace: string, change: (lock: Lock) => Lock): Promise<boolean> {
  const result = turn.then(async () => {
    const before = await readLock(files, workspace);
    const text = textOf(change(before));
    if (text === textOf(before)) return false;
    await files.write(lockFile(workspace), text, 0o644);
    return true;
  });
  turn = result.catch(() => undefined);
  return result;
}

/** The lock with one entry, named from the outside in, set anew. */
export function withEntry(lock: Lock, [key = '', ...rest]: readonly string[], value: unknown): Lock {
  const inner = lock[key];
  return { ...lock, [key]: rest.length === 0 ? value : withEntry(isMapping(inner) ? inner : {}, rest, value) };
}

/** One entry; `undefined` where there is none. */
export const entryOf = (lock: Lock, keys: readonly string[]): unknown =>
  keys.reduce<unknown>((value, key) => (isMapping(value) ? value[key] : undefined), lock);

/** In the order of the alphabet, so that whoever wrote it changes no line of the others. */
const textOf = (lock: Lock): string => `${JSON.stringify(sorted(lock), undefined, 2)}\n`;

const sorted = (value: unknown): unknown =>
  isMapping(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)]),
      )
    : value;

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemError(lockUnreadable(file, messageOf(error)));
  }
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
