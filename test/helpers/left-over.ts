/** Who runs for a metaton, and whether anyone is left of them; only Linux can tell. */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** One living process. */
interface Living {
  readonly pid: number;
  readonly parent: number;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: readonly string[];
}

async function livingProcesses(): Promise<readonly Living[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(livingProcess));
  return found.filter((living) => living !== undefined);
}

async function livingProcess(pid: string): Promise<Living | undefined> {
  const words = async (file: string): Promise<readonly string[]> =>
    (await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')).split('\0');
  const [stat, command, environment] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''),
    words('cmdline'),
    words('environ'),
  ]);
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || /^[ZX]?$/.test(state)) return undefined;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  return { pid: Number(pid), parent: Number(parent), command, cwd, environment };
}

/** The guard of a metaton, and the tag that its processes have. */
export interface GuardSeen {
  readonly pid: number;
  readonly tag: string;
}

/** The guard of the metaton with this pid; `undefined` while it has none. */
export async function guardOf(metaton: number): Promise<GuardSeen | undefined> {
  const guard = (await livingProcesses()).find(
    ({ parent, command }) => parent === metaton && command.includes('metaton-guard'),
  );
  const tag = guard?.command.find((word) => word.startsWith('METATON_RUN='));
  return guard && tag !== undefined ? { pid: guard.pid, tag } : undefined;
}

/** Pids of all that a metaton has started, directly or not, also of those that left it. */
export async function startedBy(metaton: number, tag: string | undefined): Promise<readonly number[]> {
  const living = await livingProcesses();
  const ours = new Set([metaton]);
  // Each round finds one more generation.
  for (let size = 0; size !== ours.size;) {
    size = ours.size;
    for (const { pid, parent, environment } of living)
      if (ours.has(parent) || (tag !== undefined && environment.includes(tag))) ours.add(pid);
  }
  ours.delete(metaton);
  return [...ours];
}

/** Of these pids, of the tag and, where one is given, of the folder: who still lives. */
export async function leftOver(
  pids: readonly number[],
  tag: string | undefined,
  folder?: string,
): Promise<readonly string[]> {
  return (await livingProcesses())
    .filter(
      ({ pid, cwd, environment, command }) =>
        pids.includes(pid) ||
        (tag !== undefined && environment.includes(tag)) ||
        (folder !== undefined && pid !== process.pid && (cwd.startsWith(folder) || command.join(' ').includes(folder))),
    )
    .map(({ pid, command }) => `${pid} ${command.join(' ')}`);
}

/** How long it took until nothing was found any more, ms; fails with what was found when that takes too long. */
export async function untilNothing(find: () => Promise<readonly unknown[]>, withinMs: number): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const found = await find();
    const tookMs = performance.now() - begin;
    if (found.length === 0) return tookMs;
    if (tookMs > withinMs) throw new Error(`left after ${withinMs} ms:\n${found.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
