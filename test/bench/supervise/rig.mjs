/** Starts a supervisor in a folder of its own, and looks at processes as the kernel shows them. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { peers } from './peers.mjs';

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Now, as `date` of a child tells it too, ms. */
export const now = () => performance.timeOrigin + performance.now();

/** Waits until the condition holds; false when it does not in time. */
export async function until(condition, withinMs, stepMs = 5) {
  for (const end = now() + withinMs; now() < end; await pause(stepMs)) if (condition()) return true;
  return condition();
}

/** Runs `use` with a supervisor of seven children; `script` answers what the child with this number runs. */
export async function withPeer(name, script, use, { restarts = false } = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'metaton-bench-'));
  for (let number = 1; number <= 7; number++)
    writeFileSync(path.join(folder, `c${number}.sh`), `${script(number, folder)}\n`);
  const [program, words, variables] = peers[name](folder, { restarts });
  const out = openSync(path.join(folder, 'out'), 'w');
  const beganAt = now();
  const child = spawn(program, words, {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...variables },
    stdio: ['ignore', out, 'ignore'],
    detached: true,
  });
  const exited = new Promise((resolve) => child.once('exit', () => resolve(now())));
  try {
    return await use({ folder, pid: child.pid, beganAt, exited, out: path.join(folder, 'out') });
  } finally {
    await end(child, exited, folder);
    closeSync(out);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Whatever is left is ended by its number; it is told by the folder in its variables or its command. */
async function end(child, exited, folder) {
  signal(child.pid, 'SIGTERM');
  await Promise.race([exited, pause(4_000)]);
  for (const { pid } of living().filter((one) => one.command.includes(folder) || one.cwd === folder))
    signal(pid, 'SIGKILL');
  await Promise.race([exited, pause(1_000)]);
}

export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

const read = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
};

function statOf(pid) {
  const fields = read(pid, 'stat').split(') ').at(-1).split(' ');
  return { state: fields[0], parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

/** A zombie is dead. */
export const isAlive = (pid) => !/^[ZX]?$/.test(statOf(pid).state);

function living() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({ pid: Number(name), ...statOf(name), command: read(name, 'cmdline').replaceAll('\0', ' ') }))
    .filter(({ state }) => !/^[ZX]?$/.test(state))
    .map((one) => ({ ...one, cwd: cwdOf(one.pid) }));
}

function cwdOf(pid) {
  const line = /^PWD=(.*)$/m.exec(read(pid, 'environ').replaceAll('\0', '\n'));
  return line?.[1] ?? '';
}

/** A process and all below it that are the supervisor's own: not its children, which sleep. */
export function ownProcesses(root) {
  const all = living();
  const found = [];
  for (let next = all.filter(({ pid }) => pid === root); next.length > 0;) {
    found.push(...next);
    next = all.filter(({ parent }) => next.some(({ pid }) => pid === parent));
  }
  return found.filter(({ command }) => !/^(sleep|script) /.test(command));
}

export const cpuMs = (pid) => statOf(pid).ticks * 10;

export const memoryMiB = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1024;
