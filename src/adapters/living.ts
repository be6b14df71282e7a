/** Living processes, whoever started them: what they are, and how to signal one and no other. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { EndSignal, LivingProcess } from '../model/machine.ts';
import { pidsFromProc, processTable, type Row } from './process-table.ts';

const execute = promisify(execFile);

/** Asks the machine. */
export const living = { look, members, tagged, signal };

/** One living process; `undefined` when there is none with this pid. */
async function look(pid: number): Promise<LivingProcess | undefined> {
  const row = await processTable.row(pid);
  return row && withCommand(row);
}

/** The living members of a process group. */
async function members(group: number): Promise<readonly LivingProcess[]> {
  if (process.platform === 'win32') return [];
  const rows = await processTable.rows();
  return Promise.all(rows.filter((row) => row.group === group).map(withCommand));
}

/** Everybody who has this word, `NAME=value`, in the environment that it was started with. */
async function tagged(word: string): Promise<readonly LivingProcess[]> {
  if (process.platform !== 'linux') return [];
  const pids = await pidsFromProc();
  const found = await Promise.all(
    pids.map(async (pid) => ((await hasWord(pid, word)) ? look(Number(pid)) : undefined)),
  );
  return found.filter((living) => living !== undefined);
}

async function hasWord(pid: string, word: string): Promise<boolean> {
  // Unreadable: of another user, or gone.
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return `\0${environment}`.includes(`\0${word}\0`);
}

/** Signals this process, unless its pid is another's by now. */
async function signal({ pid, identity }: Pick<LivingProcess, 'pid' | 'identity'>, name: EndSignal): Promise<void> {
  if ((await processTable.row(pid))?.identity !== identity) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    // ESRCH: it has ended just now. EPERM: it is another user's, and will be told of as not ended.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

const withCommand = async (row: Row): Promise<LivingProcess> => ({ ...row, command: await commandOf(row.pid) });

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return words.replaceAll('\0', ' ').trim();
  }
  const { stdout } = await execute('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim();
}
