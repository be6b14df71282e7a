/** A running stack is seen and steered from other terminals. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inside, programWords, startBots, writeBots } from '../helpers/bots.ts';
import { expectNothingLeft, type Finished, makeFolder, metaton, type Run, start } from '../helpers/cli.ts';
import { guardOf } from '../helpers/left-over.ts';

const polite = programWords('polite.mjs');

/** Says every 50 ms how often it has, in colour. */
const talker = ['node', '-e', 'let n = 0; setInterval(() => console.log(`\\u001b[32m${++n} is here\\u001b[0m`), 50)'];

/** Ends at once, with an exit code of 3. */
const broken = ['node', '-e', 'console.log("no"); process.exit(3)'];

/** Never says anything. */
const mute = ['node', '-e', 'setInterval(() => undefined, 1000)'];

/** What a test asks of a stack, from a terminal of its own. */
const asker =
  (folder: string) =>
  (...words: string[]): Promise<Finished> =>
    metaton(words, inside(folder));

/** The answer of `ps` for programs. */
interface Seen {
  readonly pid: number;
  readonly services: readonly {
    readonly service: string;
    readonly pid?: number;
    readonly life: { readonly phase: string };
    readonly memoryMiB?: number;
    readonly cpuPercent?: number;
  }[];
}

async function look(folder: string): Promise<Seen> {
  const { stdout } = await asker(folder)('ps', '--json');
  return JSON.parse(stdout.split('\n')[0] ?? '') as Seen;
}

const pidOf = (seen: Seen, name: string): number | undefined =>
  seen.services.find(({ service }) => service === name)?.pid;

async function stop(run: Run): Promise<void> {
  run.process.kill('SIGINT');
  await run.finished;
}

test('ps shows what runs, down ends it and proves that, and both say when nothing runs', async () => {
  using folder = makeFolder();
  const ask = asker(folder.path);
  const run = await startBots(folder.path, { left: polite, right: polite });

  const ps = await ask('ps');
  expect(ps).toMatchObject({ code: 0, stderr: '' });
  expect(ps.stdout).toMatch(/^left +ready +\d+ .* \d+ % +\d+ MiB/m);
  const seen = await look(folder.path);
  expect(seen).toMatchObject({ schemaVersion: 1, pid: run.process.pid, workspace: folder.path });
  for (const { memoryMiB, cpuPercent } of seen.services) {
    expect(memoryMiB).toBeGreaterThan(1);
    expect(cpuPercent).toBeGreaterThanOrEqual(0);
  }

  const down = await ask('down');
  expect(down.stdout).toMatch(/^\d+ processes gone, 0 ports free, \d+\.\d s$/m);
  expect(down.code).toBe(0);
  // It ended because it was asked to.
  expect((await run.finished).code).toBe(0);
  await expectNothingLeft(folder.path);

  expect(await ask('down')).toMatchObject({ code: 0, stdout: 'Nothing runs in this workspace.\n' });
  const nobody = await ask('ps');
  expect(nobody.stderr).toMatch(/Nothing runs in this workspace\..*\[stack-down\][^]*metaton up/);
  expect(nobody.code).toBe(4);
});

test('single services are stopped, started and restarted, and no others', async () => {
  using folder = makeFolder();
  const ask = asker(folder.path);
  const run = await startBots(folder.path, { left: polite, right: polite });
  const before = await look(folder.path);

  expect(await ask('stop', 'left')).toMatchObject({ code: 0 });
  expect(await ask('attach', 'left')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/start left/) as unknown,
  });
  const degraded = await ask('ps');
  expect(degraded.stdout).toMatch(/^left +stopped/m);
  expect(degraded.code).toBe(3);
  expect(await ask('start', 'left')).toMatchObject({ code: 0 });
  expect((await ask('ps')).code).toBe(0);
  expect(await ask('restart', 'left')).toMatchObject({ code: 0 });
  const after = await look(folder.path);
  expect(pidOf(after, 'left')).not.toBe(pidOf(before, 'left'));
  expect(pidOf(after, 'right')).toBe(pidOf(before, 'right'));

  for (const wish of ['start', 'stop', 'restart', 'attach']) {
    const { code, stderr } = await ask(wish, 'lfet');
    expect(stderr).toMatch(/There is no service lfet\.[^]*left, right/);
    expect(code).toBe(2);
  }
  await stop(run);
  for (const wish of ['start', 'stop', 'restart', 'attach'])
    expect(await ask(wish, 'left')).toMatchObject({ code: 4, stderr: expect.stringMatching(/metaton up/) as unknown });
  await expectNothingLeft(folder.path);
});

test('wait waits for a stack that is yet to come, and says whether it came so far', async () => {
  using folder = makeFolder();
  const ask = asker(folder.path);
  await writeBots(folder.path, { left: polite, right: polite });
  const waiting = [ask('wait', 'left=ready', 'right=ready'), ask('wait', 'ready')];
  expect((await ask('wait', 'ready', '--timeout', '0s')).code).toBe(4);
  const run = await startBots(folder.path, { left: polite, right: polite });
  for (const { code } of await Promise.all(waiting)) expect(code).toBe(0);
  const never = await ask('wait', 'left=stopped', '--timeout', '0s');
  expect(never.stderr).toMatch(/left=stopped/);
  expect(never.code).toBe(3);
  for (const words of [['left=redy'], ['ready', '--timeout', 'soon'], ['lfet=ready']])
    expect((await ask('wait', ...words)).code).toBe(2);
  await stop(run);
});

test('attach shows one service as it is, leaves it running, and ends with it', async () => {
  using folder = makeFolder();
  const run = await startBots(folder.path, { left: talker, right: talker });
  const first = start(['attach', 'left'], inside(folder.path));
  // eslint-disable-next-line no-control-regex -- colours are what is looked for
  await first.saw(/^\u001b\[32m\d+ is here\u001b\[0m$/m);
  await stop(first);
  expect(await look(folder.path)).toMatchObject({ services: [{ life: { phase: 'ready' } }, {}] });
  const second = start(['attach', 'left'], inside(folder.path));
  await second.saw(/is here/);
  await asker(folder.path)('stop', 'left');
  const { code, stdout } = await second.finished;
  expect(code).toBe(0);
  const numbers = [...stdout.matchAll(/(\d+) is here/g)].map(([, number]) => Number(number));
  // Of one service only, with none lost between two.
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  await stop(run);
  await expectNothingLeft(folder.path);
});

test('up with names joins a stack that runs, and does not own it; without it says who is in the way', async () => {
  using folder = makeFolder();
  const ask = asker(folder.path);
  const bots = { left: polite, right: polite };
  await writeBots(folder.path, bots);
  const run = start(['up', '--only', 'left'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);
  const joined = await ask('up', 'right');
  expect(joined).toMatchObject({ code: 0, stderr: expect.stringContaining(`pid ${run.process.pid ?? ''}`) as unknown });
  expect((await look(folder.path)).services.map(({ life }) => life.phase)).toEqual(['ready', 'ready']);
  for (const words of [['up'], ['up', 'left', 'right'], ['up', '--detach']]) {
    const { code, stderr } = await ask(...words);
    expect(stderr).toMatch(new RegExp(`running already.*workspace-busy[^]*pid ${run.process.pid ?? ''} .* since `));
    expect(code).toBe(1);
  }
  await stop(run);
  await expectNothingLeft(folder.path);
});

test('restart applies settings that have changed, to the service that is restarted', async () => {
  using folder = makeFolder();
  const greeter = ['node', '-e', 'console.log(`${process.env.WORD} is here`); setInterval(() => undefined, 1000)'];
  const settings = (WORD: string): Promise<void> => {
    const service = { command: greeter, env: { WORD }, ready: { log: 'is here' } };
    return writeFile(
      path.join(folder.path, 'metaton.yaml'),
      JSON.stringify({ services: { left: service, right: service } }),
    );
  };
  await settings('old');
  const run = start(['up', '--only', 'left', 'right'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);
  await settings('new');
  expect((await asker(folder.path)('restart', 'left')).code).toBe(0);
  await run.saw(/^left +\| new is here$/m);
  await stop(run);
  expect((await run.finished).stdout).not.toMatch(/^right +\| new is here$/m);
  await expectNothingLeft(folder.path);
});

test('with --dry-run nobody who steers does anything but say what', async () => {
  using folder = makeFolder();
  const ask = asker(folder.path);
  await writeBots(folder.path, { left: polite, right: polite });
  const run = start(['up', '--only', 'left'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);
  const before = await look(folder.path);
  for (const [words, said] of [
    [['up', 'right'], /Would start right/],
    [['start', 'right'], /Would start right/],
    [['stop', 'left'], /Would stop left/],
    [['restart', 'left'], /Would restart left/],
    [['down'], new RegExp(`pid ${run.process.pid ?? ''}: [^]*Would end \\d+ processes and free 0 ports`)],
  ] as const)
    expect(await ask(...words, '--dry-run')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(said) as unknown,
    });
  const after = await look(folder.path);
  expect(after.services.map(({ service, pid }) => [service, pid])).toEqual([['left', pidOf(before, 'left')]]);
  await stop(run);
  await expectNothingLeft(folder.path);
});

test('Ctrl-C ends the waiting for a service, and leaves the stack at it', async () => {
  using folder = makeFolder();
  const ask = asker(folder.path);
  await writeBots(folder.path, { left: polite, mute });
  const run = start(['up', '--only', 'left'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);
  const asking = start(['start', 'mute'], inside(folder.path));
  expect((await ask('wait', 'mute=starting')).code).toBe(0);
  asking.process.kill('SIGINT');
  expect(await asking.finished).toMatchObject({
    code: 130,
    stderr: expect.stringMatching(/goes on to start mute/) as unknown,
  });
  expect((await look(folder.path)).services.map(({ life }) => life.phase)).toEqual(['ready', 'starting']);
  await stop(run);
  await expectNothingLeft(folder.path);
});

test('of two ups that begin at once one runs, and what it runs is left in peace by later ones', async () => {
  using folder = makeFolder();
  const ask = asker(folder.path);
  await writeBots(folder.path, { left: polite, right: polite });
  const runs = [0, 1].map(() => start(['up', '--only', 'left'], inside(folder.path)));
  const loser = await Promise.race(runs.map(async (run) => ({ run, finished: await run.finished })));
  const winner = runs.find((run) => run !== loser.run) ?? expect.fail('nobody is left');
  // Later by a moment it is in the way; later by two, it joins.
  expect(loser.finished.stderr).toMatch(
    new RegExp(`workspace-busy|Joined the stack that pid ${winner.process.pid ?? ''} `),
  );
  expect((await ask('wait', 'left=ready')).code).toBe(0);
  const before = await look(folder.path);
  expect(before.pid).toBe(winner.process.pid);
  // It must know whose processes these are: what nobody owns, it ends.
  expect((await ask('up', 'right')).code).toBe(0);
  expect(pidOf(await look(folder.path), 'left')).toBe(pidOf(before, 'left'));
  await stop(winner);
  await expectNothingLeft(folder.path);
});

describe('in the background', () => {
  test('a stack stays when its terminal goes, and is ended from anywhere', async () => {
    using folder = makeFolder();
    const ask = asker(folder.path);
    await writeBots(folder.path, { left: polite, right: polite });
    const up = start(['up', '--detach', '--only', 'left', 'right'], inside(folder.path));
    expect((await up.finished).code).toBe(0);
    const { pid } = await look(folder.path);
    // The group and the session are its own: a signal to those of the terminal does not reach it.
    expect((await readFile(`/proc/${pid}/stat`, 'latin1')).split(') ')[1]?.split(' ').slice(2, 4)).toEqual([
      String(pid),
      String(pid),
    ]);
    expect((await ask('ps')).code).toBe(0);
    const logs = path.join(folder.path, '.metaton', 'logs');
    expect((await stat(path.join(logs, 'metaton.log'))).mode & 0o777).toBe(0o600);
    expect((await ask('down')).code).toBe(0);
    await expectNothingLeft(folder.path);
  });

  test('a stack of which a part does not come up is degraded, and says why', async () => {
    using folder = makeFolder();
    const ask = asker(folder.path);
    await writeBots(folder.path, { left: polite, right: broken });
    const { code, stderr } = await ask('up', '--detach', '--only', 'left', 'right');
    expect(stderr).toMatch(/right ended by itself with exit code 3/);
    expect(code).toBe(3);
    expect((await ask('down')).code).toBe(0);
    await expectNothingLeft(folder.path);
  });

  test('a stack of which nothing comes up is a Problem, and nothing stays', async () => {
    using folder = makeFolder();
    await writeBots(folder.path, { right: broken });
    const { code, stderr } = await asker(folder.path)('up', '--detach', '--only', 'right');
    expect(stderr).toMatch(/exit code 3/);
    expect(stderr).not.toMatch(/bug in metaton/);
    expect(code).toBe(1);
    // It may be about to end by itself.
    expect((await asker(folder.path)('down')).code).toBe(0);
    await expectNothingLeft(folder.path);
  });

  test('no secret that a service prints is kept', async () => {
    using folder = makeFolder();
    const secret = randomBytes(16).toString('hex');
    const words = `https://localhost:4000/?auth_payload=abc&auth_token=${secret}&auth_topic=auth`;
    await writeFile(path.join(folder.path, 'teller.mjs'), `console.log(${JSON.stringify(words)}); process.exit(3);\n`);
    await writeBots(folder.path, { left: polite, teller: ['node', path.join(folder.path, 'teller.mjs')] });
    await asker(folder.path)('up', '--detach', '--only', 'left', 'teller');
    await asker(folder.path)('down');
    const logs = path.join(folder.path, '.metaton', 'logs');
    for (const name of await readdir(logs))
      expect(await readFile(path.join(logs, name), 'latin1')).not.toContain(secret);
    expect(await readdir(logs)).toContain('metaton.log');
  });
});

describe.skipIf(process.platform !== 'linux')('when metaton has been killed', () => {
  test('and its guard, too: ps names what is left, and down ends it', async () => {
    using folder = makeFolder();
    const ask = asker(folder.path);
    const run = await startBots(folder.path, { left: polite });
    process.kill((await guardOf(run.process.pid ?? 0))?.pid ?? expect.fail('no guard'), 'SIGKILL');
    run.process.kill('SIGKILL');
    await run.finished;
    const ps = await ask('ps');
    expect(ps.stderr).toMatch(/left processes behind\.[^]*pid \d+ \(left\)/);
    expect(ps.code).toBe(4);
    const down = await ask('down');
    expect(down.stdout).toMatch(/1 process of an earlier run gone/);
    expect(down.code).toBe(0);
    await expectNothingLeft(folder.path);
  });
});
