/** What is measured of a supervisor with seven children; each answers figures by name. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cpuMs, isAlive, memoryMiB, now, ownProcesses, pause, signal, until, withPeer } from './rig.mjs';

const numbers = [1, 2, 3, 4, 5, 6, 7];
const lineBytes = 119;

/** Lines of 119 bytes that all differ; with two-byte letters, blocks are cut in the middle of one. */
function lineOf(child, index, isAscii) {
  const head = `c${child} ${String(index).padStart(6, '0')} [info] id=${(index * 7919) % 99991} GET /media ${index % 97}ms: `;
  const left = lineBytes - head.length;
  const words = 'the quick brown fox jumps over the lazy dog '.repeat(3).slice(0, left);
  return head + (isAscii ? words : 'é'.repeat(left >> 1) + '.'.repeat(left & 1));
}

/** What the children print, written once for all. */
export function prepareFlood(count, isAscii) {
  const folder = path.join(os.tmpdir(), `metaton-bench-flood-${count}-${isAscii ? 'ascii' : 'utf8'}`);
  mkdirSync(folder, { recursive: true });
  for (const child of numbers) {
    const file = path.join(folder, `${child}.txt`);
    if (existsSync(file)) continue;
    const lines = Array.from({ length: count }, (_, index) => lineOf(child, index, isAscii));
    writeFileSync(file, `${lines.join('\n')}\n`);
  }
  return folder;
}

/** From the start until the last byte is on stdout and, where there are logs, in them. */
export function merge(peer, count, isAscii) {
  const flood = prepareFlood(count, isAscii);
  const script = (number) => `cat ${flood}/${number}.txt\nexec sleep 600`;
  return withPeer(peer, script, async ({ folder, pid, beganAt, out }) => {
    const wanted = 7 * count * (lineBytes + 1);
    let last = { size: -1, at: now() };
    await until(() => {
      const size = statSync(out).size + logged(folder);
      if (size !== last.size) last = { size, at: now() };
      return statSync(out).size >= wanted * 0.99 && now() - last.at > 700;
    }, 60_000);
    const cpu = ownProcesses(pid).reduce((sum, own) => sum + cpuMs(own.pid), 0);
    const wall = last.at - beganAt;
    return {
      'wall ms': wall,
      'k lines/s': (7 * count) / wall,
      'cpu ms': cpu,
      ...judge(readFileSync(out), count, isAscii),
    };
  });
}

const logged = (folder) => {
  try {
    const logs = path.join(folder, '.metaton/logs');
    return readdirSync(logs).reduce((size, name) => size + statSync(path.join(logs, name)).size, 0);
  } catch {
    return 0;
  }
};

/** Compares every line that came with the one that was printed. */
function judge(bytes, count, isAscii) {
  const intact = new Map(numbers.map((child) => [child, new Uint8Array(count)]));
  const newest = new Map();
  let damaged = 0;
  let disordered = 0;
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    const line = bytes.toString('utf8', from, end < 0 ? bytes.length : end);
    from = end < 0 ? bytes.length : end + 1;
    const [, child, index] = /c([1-7]) (\d{6}) \[info\]/.exec(line) ?? [];
    if (child === undefined) continue;
    if (!line.endsWith(lineOf(Number(child), Number(index), isAscii))) damaged++;
    else intact.get(Number(child))[Number(index)] = 1;
    if (Number(index) < (newest.get(child) ?? 0)) disordered++;
    newest.set(child, Number(index));
  }
  const whole = [...intact.values()].reduce((sum, marks) => sum + marks.reduce((some, mark) => some + mark, 0), 0);
  let replaced = 0;
  for (let at = bytes.indexOf('\ufffd'); at >= 0; at = bytes.indexOf('\ufffd', at + 3)) replaced++;
  return { 'not intact': 7 * count - whole, damaged, 'out of order': disordered, 'U+FFFD': replaced };
}

const ofAll = (folder, name) => numbers.map((number) => path.join(folder, `${number}.${name}`));
const arePresent = (files) => files.every((file) => existsSync(file) && statSync(file).size > 0);
const numberIn = (file) => Number(readFileSync(file, 'utf8'));

/** From the start until the seventh child runs. */
export function begin(peer) {
  const script = (number, folder) => `date +%s%N >${folder}/${number}.began\nexec sleep 600`;
  return withPeer(peer, script, async ({ folder, beganAt }) => {
    const files = ofAll(folder, 'began');
    await until(() => arePresent(files), 20_000);
    return { '7th child ms': Math.max(...files.map(numberIn)) / 1e6 - beganAt };
  });
}

/** What it costs while nothing happens. */
export function idle(peer, seconds = 8) {
  const script = (number, folder) => `echo x >${folder}/${number}.began\nexec sleep 600`;
  return withPeer(peer, script, async ({ folder, pid }) => {
    await until(() => arePresent(ofAll(folder, 'began')), 20_000);
    // V8 goes through its memory once more when nothing has happened for some seconds.
    await pause(10_000);
    const own = ownProcesses(pid);
    const sum = (of) => own.reduce((total, one) => total + of(one.pid), 0);
    const before = sum(cpuMs);
    await pause(seconds * 1000);
    return { 'cpu ms/s': (sum(cpuMs) - before) / seconds, 'RSS MiB': sum(memoryMiB), processes: own.length };
  });
}

/** Seven wrappers and their children, once all are there. */
function withWrappers(peer, use) {
  const wrapper = path.resolve('test/bench/supervise/wrapper.mjs');
  const script = (number, folder) => `exec ${process.execPath} ${wrapper} ${folder}/${number}`;
  return withPeer(peer, script, async (run) => {
    const files = [...ofAll(run.folder, 'parent'), ...ofAll(run.folder, 'child')];
    await until(() => arePresent(files), 20_000);
    await pause(300);
    const pids = files.map(numberIn);
    try {
      return await use({ ...run, pids });
    } finally {
      for (const pid of pids) signal(pid, 'SIGKILL');
    }
  });
}

/** How it ends: INT or TERM to the supervisor alone, or Ctrl-C, which is INT to all of its group. */
export function end(peer, how) {
  return withWrappers(peer, async ({ pid, pids, exited }) => {
    const askedAt = now();
    let exitedAt;
    void exited.then((at) => (exitedAt = at));
    signal(how === 'Ctrl-C' ? -pid : pid, how === 'TERM' ? 'SIGTERM' : 'SIGINT');
    const isOver = await until(() => pids.every((one) => !isAlive(one)), 8_000);
    const goneAt = now();
    await until(() => exitedAt !== undefined, 3_000);
    return {
      'gone s': isOver ? (goneAt - askedAt) / 1000 : Infinity,
      'exit s': exitedAt === undefined ? Infinity : (exitedAt - askedAt) / 1000,
      'exit after the last s': exitedAt === undefined || !isOver ? Infinity : (exitedAt - goneAt) / 1000,
      left: pids.filter(isAlive).length,
    };
  });
}

/** How many of fourteen are left five seconds after the supervisor was killed. */
export function kill(peer) {
  return withWrappers(peer, async ({ pid, pids }) => {
    for (const own of ownProcesses(pid)) if (own.pid === pid || peer === 'mprocs') signal(own.pid, 'SIGKILL');
    await until(() => pids.every((one) => !isAlive(one)), 5_000);
    return { 'left of 14': pids.filter(isAlive).length };
  });
}

/** From the end of a child that fails to its next start, for the first three times. */
export function restart(peer) {
  const crash = (folder) => `date +%s%N >>${folder}/began\nsleep 1.2\ndate +%s%N >>${folder}/ended\nexit 1`;
  const script = (number, folder) => (number === 1 ? crash(folder) : 'exec sleep 600');
  const timesIn = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []);
  return withPeer(
    peer,
    script,
    async ({ folder }) => {
      const times = (name) => timesIn(path.join(folder, name));
      await until(() => times('began').length >= 4, 12_000);
      const [began, ended] = [times('began'), times('ended')];
      const gap = (turn) => (began[turn] === undefined ? Infinity : (began[turn] - ended[turn - 1]) / 1e6);
      return { '1st ms': gap(1), '2nd ms': gap(2), '3rd ms': gap(3) };
    },
    { restarts: true },
  );
}
