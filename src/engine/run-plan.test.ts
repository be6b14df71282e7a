import { describe, expect, it } from 'vitest';
import { ended, fakeMachine } from '../../test/helpers/fake-machine.ts';
import type { Event } from '../model/event.ts';
import type { Machine } from '../model/machine.ts';
import { ok, type Result } from '../model/problem.ts';
import type { Step } from '../model/step.ts';
import { InstallSlots } from './install-slots.ts';
import { FailureMatcher } from './match-failures.ts';
import { runPlan } from './run-plan.ts';
import { Supervisor } from './supervise.ts';
import { Turns } from './turns.ts';

const failures = new FailureMatcher([]);

/** A step that takes so many milliseconds of the machine's time. */
const step = (id: string, takesMs: number, ...after: string[]): Step => ({
  id,
  title: `Do ${id}`,
  service: undefined,
  after,
  action: {
    kind: 'install',
    install: {
      service: id,
      commands: [{ program: id, args: [], cwd: '/', env: {}, path: [], scrub: [] }],
      record: { key: id, file: `/state/${id}.json` },
      gitConfig: '/.git/config',
      memoryMiB: 0,
      timeoutMs: takesMs,
    },
  },
});

/** A machine whose programs take their whole time, and end as their names say. */
const machineOf = (ends: Readonly<Record<string, () => number>> = {}): Machine => {
  const machine = fakeMachine({
    run: async ({ program }, timeoutMs, signal) => {
      await machine.clock.sleep(timeoutMs, signal);
      return { exit: ended(signal?.aborted === true ? 1 : (ends[program]?.() ?? 0)), output: `${program} says no` };
    },
  });
  return machine;
};

const groundOf = (machine: Machine) => ({
  machine,
  failures,
  slots: new InstallSlots(machine),
  turns: new Turns(),
  later: () => Promise.resolve(ok(undefined)),
});

interface Ran {
  readonly result: Result<void>;
  /** `started a`, `succeeded a`: in the order in which they came. */
  readonly happened: readonly string[];
  readonly events: readonly Event[];
  readonly tookMs: number;
}

async function run(steps: readonly Step[], machine: Machine, signal = new AbortController().signal): Promise<Ran> {
  const events: Event[] = [];
  const emit = (event: Event): void => {
    events.push(event);
  };
  const supervisor = new Supervisor({
    machine,
    start: (_, command) => machine.processes.start(command),
    emit,
    authorityFile: '/ca.pem',
    failures,
    onProblem: () => undefined,
    onChange: () => undefined,
  });
  const ground = { ...groundOf(machine), supervisor, authorityFile: '/ca.pem', signal };
  const result = await runPlan({ steps, notices: [] }, ground, emit);
  const happened = events.map((event) => ('step' in event ? `${event.kind.replace('step-', '')} ${event.step}` : ''));
  return { result, happened, events, tookMs: machine.clock.now() };
}

describe('a plan that goes well', () => {
  it('takes no longer than its slowest chain', async () => {
    const steps = [step('a', 10), step('b', 20, 'a'), step('c', 30, 'a'), step('d', 5, 'b', 'c'), step('e', 40)];
    const { result, tookMs } = await run(steps, machineOf());
    expect(result.ok).toBe(true);
    expect(tookMs).toBe(45);
  });

  it('starts each step when those before it are done', async () => {
    const { happened } = await run([step('a', 10), step('b', 20), step('c', 0, 'a')], machineOf());
    expect(happened).toEqual(['started a', 'started b', 'succeeded a', 'started c', 'succeeded c', 'succeeded b']);
  });

  it('says where nothing was to do', async () => {
    const folder: Step = { ...step('folder', 0), action: { kind: 'make-folder', path: '/there', mode: 0o700 } };
    const twice = [folder, { ...folder, id: 'again', after: ['folder'] }];
    const { events } = await run(twice, fakeMachine());
    expect(events.filter(({ kind }) => kind === 'step-succeeded')).toMatchObject([
      { step: 'folder', note: undefined },
      { step: 'again', note: 'nothing to do' },
    ]);
  });
});

describe('a failure', () => {
  const steps = [step('bad', 10), step('after', 0, 'bad'), step('last', 0, 'after'), step('slow', 1000)];

  it('keeps back all that depends on it, and nothing else', async () => {
    const { happened, tookMs } = await run(steps, machineOf({ bad: () => 1 }));
    expect(happened.slice(2)).toEqual(['failed bad', 'skipped after', 'skipped last', 'succeeded slow']);
    expect(tookMs).toBe(1000);
  });

  it('is told of once, and each of several is', async () => {
    const { result } = await run(steps, machineOf({ bad: () => 1, slow: () => 2 }));
    expect(result).toMatchObject({
      problems: [
        {
          code: 'install-failed',
          summary: 'The dependencies of bad could not be installed: `bad` ended with exit code 1.',
          evidence: 'bad says no',
        },
        {
          code: 'install-failed',
          summary: 'The dependencies of slow could not be installed: `slow` ended with exit code 2.',
          evidence: 'slow says no',
        },
      ],
    });
    expect(result.ok ? 0 : result.problems.length).toBe(2);
  });
});

describe('calling it off', () => {
  it('skips everything and is no failure', async () => {
    const stop = new AbortController();
    const quit = (): number => {
      stop.abort();
      return 0;
    };
    const { result, happened, tookMs } = await run(
      [step('quit', 10), step('slow', 1000), step('later', 0, 'quit')],
      machineOf({ quit }),
      stop.signal,
    );
    expect(result.ok).toBe(true);
    expect(happened.filter((what) => !what.startsWith('started')).sort()).toEqual([
      'skipped later',
      'skipped quit',
      'skipped slow',
    ]);
    expect(tookMs).toBe(10);
  });
});

describe('a mistake of our own', () => {
  it('is thrown, and only after all else has been let go', async () => {
    const oops = (): number => {
      throw new TypeError('oops');
    };
    const happened: string[] = [];
    const machine = fakeMachine({
      run: async ({ program }, timeoutMs) => {
        await machine.clock.sleep(timeoutMs);
        return { exit: ended(program === 'oops' ? oops() : 0), output: '' };
      },
    });
    const emit = (event: Event): void => {
      happened.push(event.kind);
    };
    const supervisor = new Supervisor({
      machine,
      start: (_, command) => machine.processes.start(command),
      emit,
      authorityFile: '',
      failures,
      onProblem: () => undefined,
      onChange: () => undefined,
    });
    const ground = { ...groundOf(machine), supervisor, authorityFile: '', signal: new AbortController().signal };
    const steps = [step('oops', 10), step('slow', 1000), step('later', 0, 'slow')];
    await expect(runPlan({ steps, notices: [] }, ground, emit)).rejects.toThrow('oops');
    expect(happened).toEqual(['step-started', 'step-started', 'step-skipped', 'step-skipped']);
  });
});
