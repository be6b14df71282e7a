/** Programs are started, listened to and ended, whatever they do to prevent it. */
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { makeProcesses } from '../../src/adapters/processes.ts';
import { processTable } from '../../src/adapters/process-table.ts';
import type { Command, Haste, Stop } from '../../src/model/command.ts';
import type { RunningProcess } from '../../src/model/machine.ts';

const processes = makeProcesses(process.env);
const started: RunningProcess[] = [];

const atOnce: Haste = { hurry: AbortSignal.abort(), kill: AbortSignal.abort() };

afterEach(async () => {
  await Promise.all(started.splice(0).map((program) => program.stop({ signal: 'SIGTERM', graceMs: 0 }, atOnce)));
});

const commandOf = (name: string, ...args: readonly string[]): Command => ({
  program: process.execPath,
  args: [path.resolve('test/fixtures/programs', name), ...args],
  cwd: process.cwd(),
  env: {},
  path: [],
  scrub: [],
});

/** A program under way, and what it says. */
interface Heard {
  readonly program: RunningProcess;
  /** Resolves with all that it printed when there will be no more. */
  readonly output: Promise<string>;
  /** Resolves when it has printed this. */
  readonly saw: (text: string) => Promise<void>;
}

async function start(name: string, ...args: readonly string[]): Promise<Heard> {
  const program = await processes.start(commandOf(name, ...args));
  started.push(program);
  let text = '';
  const checks = new Set<() => void>();
  const listen = async (): Promise<string> => {
    for await (const { bytes } of program.output) {
      text += new TextDecoder().decode(bytes);
      for (const check of checks) check();
    }
    return text;
  };
  const saw = (wanted: string): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (text.includes(wanted)) resolve();
      };
      checks.add(check);
      check();
    });
  return { program, output: listen(), saw };
}

/** Longer than any test may last: whoever ends before has not waited for it, ms. */
const hour = 3_600_000;
const within = (graceMs: number, hurryMs?: number): Stop => ({
  signal: 'SIGTERM',
  graceMs,
  ...(hurryMs === undefined ? {} : { hurryMs }),
});

const groupMembers = async (group: number): Promise<readonly number[]> =>
  (await processTable.rows()).filter((row) => row.group === group).map(({ pid }) => pid);

describe('a program that wants to be asked twice', () => {
  test('is, and then not killed', async () => {
    const { program, output, saw } = await start('asked-twice.mjs');
    await saw('is here');
    const { wasKilled } = await program.stop({ ...within(hour), againAfterMs: 20 });
    expect(wasKilled).toBe(false);
    expect(await output).toBe('is here\nasked 1\nasked 2\n');
  });
});

describe('a program that ended', () => {
  test('is heard to its last words, also when a grandchild holds its pipe', async () => {
    const { program, output } = await start('leaves-a-grandchild.mjs');
    expect(await program.exited).toEqual({ code: 3, signal: undefined });
    expect(await output).toMatch(/last words\n/);
    expect(await groupMembers(program.pid)).toHaveLength(1);
  });

  test('is heard in full by a slow listener', async () => {
    const program = await processes.start(commandOf('exits-at-once.mjs'));
    started.push(program);
    await program.exited;
    let text = '';
    for await (const { bytes } of program.output) text += new TextDecoder().decode(bytes);
    expect(text).toBe('last words\n');
  });

  test('has run, also when a grandchild holds its pipe', async () => {
    const { exit, output } = await processes.run(commandOf('leaves-a-grandchild.mjs'), hour);
    expect(exit).toEqual({ code: 3, signal: undefined });
    expect(output).toMatch(/last words/);
  });

  test('it is ended, too, where nobody waits any longer by the time it starts', async () => {
    const { exit } = await processes.run(commandOf('polite.mjs'), hour, AbortSignal.abort());
    expect(exit.code).not.toBe(0);
  });

  test('leaves a grandchild that is ended with its group', async () => {
    const { program, output } = await start('leaves-a-grandchild.mjs');
    await output;
    expect(await program.stop(within(10))).toEqual({ exit: { code: 3, signal: undefined }, wasKilled: true, left: [] });
    expect(await groupMembers(program.pid)).toEqual([]);
  });
});

describe('a program that is stopped', () => {
  test('ends as it likes within its grace', async () => {
    const { program, saw } = await start('polite.mjs');
    await saw('is here');
    expect(await program.stop(within(hour))).toEqual({
      exit: { code: undefined, signal: 'SIGTERM' },
      wasKilled: false,
      left: [],
    });
  });

  test('is killed after it, children and all', async () => {
    const { program, saw } = await start('parent.mjs');
    await saw('is here');
    expect((await program.stop(within(10))).wasKilled).toBe(true);
    expect(await groupMembers(program.pid)).toEqual([]);
  });

  test('is killed soon when the user hurries', async () => {
    const { program, saw } = await start('stubborn.mjs');
    await saw('is here');
    const hurry = new AbortController();
    const end = program.stop(within(hour, 10), { hurry: hurry.signal, kill: new AbortController().signal });
    hurry.abort();
    expect((await end).wasKilled).toBe(true);
  });

  test('is left its grace, also when the user hurries, where a cut would do harm', async () => {
    // Longer than what a hurry leaves to others.
    const { program, saw } = await start('slow-to-stop.mjs', '2200');
    await saw('is here');
    const haste = { hurry: AbortSignal.abort(), kill: new AbortController().signal };
    expect(await program.stop(within(hour, hour), haste)).toEqual({
      exit: { code: 0, signal: undefined },
      wasKilled: false,
      left: [],
    });
  });

  test('is killed at once when the user says so', async () => {
    const { program, saw } = await start('stubborn.mjs');
    await saw('is here');
    const kill = new AbortController();
    const end = program.stop(within(hour, hour), { hurry: AbortSignal.abort(), kill: kill.signal });
    kill.abort();
    expect((await end).wasKilled).toBe(true);
  });

  test('may have closed its streams long before', async () => {
    const { program, output } = await start('closes-stdout.mjs');
    expect(await output).toBe('is here\n');
    expect((await program.stop(within(hour))).wasKilled).toBe(false);
  });
});
