/** What Ctrl-C does, once, twice and thrice, and what the next start does about what nobody could end. */
import { chmod, chown, copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inside, programWords, startBots, writeBots } from '../helpers/bots.ts';
import { expectNothingLeft, makeFolder, type Run, start } from '../helpers/cli.ts';
import { freePort } from '../helpers/free-port.ts';
import { guardOf, leftOver, startedBy } from '../helpers/left-over.ts';

const pidOf = ({ process: { pid } }: Run): number => pid ?? expect.fail('it has not started');

const recordOf = (folder: string): string => path.join(folder, '.metaton/run/processes.json');

interface Recorded {
  readonly tag: string;
  readonly processes: readonly { readonly service: string; readonly pid: number; readonly identity: string }[];
}

const readRecord = async (folder: string): Promise<Recorded> =>
  JSON.parse(await readFile(recordOf(folder), 'utf8')) as Recorded;

/** Ends metaton and its guard, so that nobody sees to what they leave. */
async function killBoth(run: Run): Promise<void> {
  const guard = (await guardOf(pidOf(run))) ?? expect.fail('no guard');
  process.kill(guard.pid, 'SIGKILL');
  run.process.kill('SIGKILL');
  // Whoever is left holds its streams: it never closes.
  await new Promise((resolve) => run.process.once('exit', resolve));
}

async function stopAndExpectNothing(run: Run, folder: string): Promise<string> {
  run.process.kill('SIGINT');
  const { code, stderr } = await run.finished;
  expect(code).toBe(130);
  await expectNothingLeft(folder);
  return stderr;
}

describe.skipIf(process.platform !== 'linux')('Ctrl-C', () => {
  test('ends a grandchild that holds the pipe of its dead parent, and does not wait for the pipe', async () => {
    using folder = makeFolder();
    const run = await startBots(folder.path, { bot: programWords('parent.mjs') });
    // The second spares the test the grace. Two of the same could be taken for one.
    run.process.kill('SIGTERM');
    await stopAndExpectNothing(run, folder.path);
  });

  test('ends as many as there are, without a word of Node about it', async () => {
    using folder = makeFolder();
    const names = Array.from({ length: 12 }, (_, index) => `bot${index}`);
    const run = await startBots(
      folder.path,
      Object.fromEntries(names.map((name) => [name, programWords('polite.mjs')])),
    );
    expect(await stopAndExpectNothing(run, folder.path)).not.toMatch(/Warning/);
  });

  test('ends who has left its service, and says whom', async () => {
    using folder = makeFolder();
    const run = await startBots(folder.path, { bot: programWords('daemoniser.mjs') });
    const stderr = await stopAndExpectNothing(run, folder.path);
    expect(stderr).toMatch(/a program that had left its service was ended: pid \d+ \(.*stubborn\.mjs\)/);
  });

  test('a third time kills at once what would have a longer grace', async () => {
    using folder = makeFolder();
    const run = await startBots(folder.path, { bot: programWords('stubborn.mjs') });
    run.process.kill('SIGTERM');
    run.process.kill('SIGHUP');
    const stderr = await stopAndExpectNothing(run, folder.path);
    expect(stderr).toMatch(/bot did not stop in time and was killed/);
  });

  test('leaves no record of what ran', async () => {
    using folder = makeFolder();
    const run = await startBots(folder.path, { bot: programWords('polite.mjs') });
    expect((await readRecord(folder.path)).processes.map(({ service }) => service)).toEqual(['bot']);
    await stopAndExpectNothing(run, folder.path);
    await expect(readRecord(folder.path)).rejects.toThrow(/ENOENT/);
  });
});

/** The user that every Linux has for those who own nothing. */
const nobody = 65_534;

test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'a program of another user, whom nobody here can end, is said, and not waited for (needs root)',
  async () => {
    using folder = makeFolder();
    await chmod(folder.path, 0o755);
    const program = path.join(folder.path, 'metaton');
    for (const part of ['dist', 'templates', 'package.json'])
      await cp(part, path.join(program, part), { recursive: true });
    const world = path.join(folder.path, 'world');
    await mkdir(world);
    // Whoever runs it becomes root.
    const becomeRoot = path.join(folder.path, 'become-root');
    await copyFile('/usr/bin/setpriv', becomeRoot);
    await chmod(becomeRoot, 0o4755);
    const sleeper = `"${becomeRoot}" --reuid 0 --clear-groups sh -c 'echo is here; exec sleep 600'`;
    await writeBots(world, { bot: ['sh', '-c', `${sleeper} & wait`] });
    await chown(world, nobody, nobody);
    const as = { uid: nobody, program: path.join(program, 'dist/main.js') };
    const run = start(['up', '--only', 'bot'], { ...inside(world), as });
    await run.saw(/Ctrl-C stops everything/);
    // Three times, to spare the test the grace.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) run.process.kill(signal);
    const { code, stderr } = await run.finished;
    const [, pid] = /bot was killed and does not end\.[^]*pid (\d+) \(sleep 600\)/.exec(stderr) ?? expect.fail(stderr);
    process.kill(Number(pid), 'SIGKILL');
    expect(stderr).toContain(`\`kill -9 ${pid}\``);
    expect(code).toBe(130);
  },
);

describe.skipIf(process.platform !== 'linux')('what is left when metaton and its guard were killed', () => {
  test('is ended by the next up, which says so and comes up', async () => {
    using folder = makeFolder();
    const port = String(await freePort());
    const bots = { bot: programWords('holds-a-port.mjs', port), wanderer: programWords('daemoniser.mjs') };
    const first = await startBots(folder.path, bots);
    const tag = (await guardOf(pidOf(first)))?.tag;
    const pids = await startedBy(pidOf(first), tag);
    await killBoth(first);
    const services = 3;
    expect(await leftOver(pids, tag, folder.path)).toHaveLength(services);

    const { processes } = await readRecord(folder.path);
    const second = start(['up', '--only', ...Object.keys(bots)], inside(folder.path));
    await second.saw(/Ctrl-C stops everything/);
    expect(await leftOver(pids, tag)).toEqual([]);
    // Twice, to spare the test the grace.
    second.process.kill('SIGTERM');
    const stderr = await stopAndExpectNothing(second, folder.path);
    for (const { service, pid } of processes)
      expect(stderr).toMatch(new RegExp(`End what an earlier run left: .*${service} \\(pid ${pid}\\)`));
    expect(stderr).toMatch(/End what an earlier run left: .*stubborn\.mjs \(pid \d+\)/);
  });

  test('is not whoever has its pid by now', async () => {
    using folder = makeFolder();
    using elsewhere = makeFolder();
    const bots = { bot: programWords('polite.mjs') };
    // Somebody else's program, known to nobody here.
    const other = await startBots(elsewhere.path, bots);
    const { processes } = await readRecord(elsewhere.path);
    await writeBots(folder.path, bots);
    const first = await startBots(folder.path, bots);
    await killBoth(first);
    const record = await readRecord(folder.path);
    const [bot] = record.processes;
    process.kill(bot?.pid ?? expect.fail('nothing was recorded'), 'SIGKILL');
    const reused = record.processes.map((entry) => ({ ...entry, pid: processes[0]?.pid }));
    await writeFile(recordOf(folder.path), JSON.stringify({ ...record, processes: reused }));

    const second = start(['up', '--only', 'bot'], inside(folder.path));
    await second.saw(/Ctrl-C stops everything/);
    const stderr = await stopAndExpectNothing(second, folder.path);
    expect(stderr).not.toMatch(/an earlier run/);
    // It has not even been asked to end.
    expect(other.process.exitCode).toBe(null);
    expect(await stopAndExpectNothing(other, elsewhere.path)).not.toMatch(/ended by itself/);
  });
});
