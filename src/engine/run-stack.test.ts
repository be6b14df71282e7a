import { describe, expect, it } from 'vitest';
import { ended, fakeMachine, type FakeProgram, type GivenMachine } from '../../test/helpers/fake-machine.ts';
import type { Event } from '../model/event.ts';
import type { Problem, Result } from '../model/problem.ts';
import type { Readiness } from '../model/readiness.ts';
import type { Launch, Step } from '../model/step.ts';
import { runStack, type WhenReady } from './run-stack.ts';

const launchOf = (program: string, ...stopAfter: string[]): Launch => ({
  run: { kind: 'command', command: { program, args: [], cwd: '/', env: {}, path: [], scrub: [] } },
  stop: { signal: 'SIGTERM', graceMs: 1000 },
  stopAfter,
});

/** Ready when it says so, within ten seconds. */
const readiness: Readiness = { probes: [{ kind: 'log-line', pattern: /^ready$/ }], withinMs: 10_000 };

/** Starts a service, and waits for it, when others are ready. */
const service = (name: string, needs: readonly string[] = [], stopAfter: readonly string[] = []): readonly Step[] => {
  const step = { title: name, service: name };
  return [
    {
      ...step,
      id: `${name}:start`,
      after: needs.map((need) => `${need}:ready`),
      action: { kind: 'launch', launch: launchOf(name, ...stopAfter) },
    },
    { ...step, id: `${name}:ready`, after: [`${name}:start`], action: { kind: 'await-ready', readiness } },
  ];
};

interface Ran {
  readonly result: Result<void>;
  readonly events: readonly Event[];
  /** `ready web`: in the order in which they came. */
  readonly phases: readonly string[];
  readonly programs: ReadonlyMap<string, FakeProgram>;
  readonly tookMs: number;
}

interface Given {
  readonly whenReady?: (programs: ReadonlyMap<string, FakeProgram>) => ReturnType<WhenReady>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: Event, programs: ReadonlyMap<string, FakeProgram>) => void;
  readonly machine?: GivenMachine;
}

async function run(steps: readonly Step[], drive: (program: FakeProgram) => void, given: Given = {}): Promise<Ran> {
  const programs = new Map<string, FakeProgram>();
  const events: Event[] = [];
  const machine = fakeMachine({
    ...given.machine,
    programs: (program) => {
      programs.set(program.command.program, program);
      drive(program);
    },
  });
  const result = await runStack(
    { steps, notices: [] },
    {
      machine,
      authorityFile: '/ca.pem',
      emit: (event) => {
        events.push(event);
        given.onEvent?.(event, programs);
      },
      signal: given.signal ?? new AbortController().signal,
      hurry: new AbortController().signal,
    },
    () => given.whenReady?.(programs) ?? Promise.resolve([]),
  );
  const phases = events.flatMap((event) => (event.kind === 'service-phase' ? [`${event.phase} ${event.service}`] : []));
  return { result, events, phases, programs, tookMs: machine.clock.now() };
}

const sayReady = ({ print }: FakeProgram): void => {
  print('hello\nready\n');
};

const codesOf = (result: Result<void>): readonly string[] => (result.ok ? [] : result.problems.map(({ code }) => code));

describe('a stack that comes up', () => {
  const steps = [...service('store', [], ['web']), ...service('web', ['store'])];

  it('starts each service when what it needs is ready, and stops it when what uses it is gone', async () => {
    const { result, phases } = await run(steps, sayReady);
    expect(result.ok).toBe(true);
    expect(phases).toEqual([
      'waiting store',
      'starting store',
      'ready store',
      'waiting web',
      'starting web',
      'ready web',
      'stopping web',
      'stopped web',
      'stopping store',
      'stopped store',
    ]);
  });

  it('stops at once what does not use each other', async () => {
    const { phases } = await run([...service('a'), ...service('b')], sayReady);
    expect(phases.slice(-4)).toEqual(['stopping a', 'stopping b', 'stopped a', 'stopped b']);
  });

  it('is asked for more once all is ready, and answers what that found', async () => {
    const problem: Problem = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] };
    const { result, phases } = await run(steps, sayReady, { whenReady: () => Promise.resolve([problem]) });
    expect(result).toEqual({ ok: false, problems: [problem] });
    expect(phases.slice(-1)).toEqual(['stopped store']);
  });

  it('passes on every byte that was printed in whole lines, the last words too', async () => {
    const talk = (program: FakeProgram): void => {
      program.print('half ');
      program.print('and half\nready\n');
      program.print('oops', 'stderr');
    };
    const { events } = await run(service('web'), talk);
    const said = events.flatMap((event) =>
      event.kind === 'log-block' ? [[event.stream, new TextDecoder().decode(event.bytes)]] : [],
    );
    expect(said).toEqual([
      ['stdout', 'half and half\n'],
      ['stdout', 'ready\n'],
      ['stderr', 'oops\n'],
    ]);
    expect(events.at(-1)?.kind).toBe('service-exited');
  });

  it('runs the embedded Postgres by the command that the machine knows', async () => {
    const launch: Launch = { ...launchOf(''), run: { kind: 'postgres', cluster: '/world/cluster' } };
    const steps = service('store').map((step) =>
      step.action.kind === 'launch' ? { ...step, action: { ...step.action, launch } } : step,
    );
    const { result, programs } = await run(steps, sayReady);
    expect(result.ok).toBe(true);
    expect(programs.get('postgres')?.command.args).toEqual(['/world/cluster']);
  });
});

describe('a service that ends by itself', () => {
  it('before it was ready fails its step, with its last lines', async () => {
    const crash = ({ print, exit }: FakeProgram): void => {
      print('why\n');
      exit(ended(3));
    };
    const { result, phases, events } = await run([...service('web'), ...service('later', ['web'])], crash);
    expect(result).toMatchObject({
      problems: [{ code: 'service-crashed', summary: 'web ended by itself with exit code 3.', evidence: 'why' }],
    });
    expect(codesOf(result)).toHaveLength(1);
    expect(phases).toEqual(['waiting web', 'starting web', 'crashed web']);
    const told = events.flatMap((event) => ('problem' in event ? [event.kind] : []));
    expect(told).toEqual(['step-failed']);
  });

  it('is told of with what it printed at the very end', async () => {
    const { result } = await run(service('web'), sayReady, {
      whenReady: async (programs) => {
        const web = programs.get('web');
        web?.exit(ended(3));
        web?.print('last words\n');
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        return [];
      },
    });
    expect(result).toMatchObject({ problems: [{ code: 'service-crashed', evidence: 'hello\nready\nlast words' }] });
  });

  it('while others still start calls off the start, and is told of at once', async () => {
    const steps = [...service('web'), ...service('slow')];
    const { result, events, phases } = await run(
      steps,
      (program) => {
        if (program.command.program === 'web') sayReady(program);
      },
      {
        onEvent: (event, programs) => {
          if (event.kind === 'step-succeeded' && event.step === 'web:ready') programs.get('web')?.exit(ended(0));
        },
      },
    );
    expect(codesOf(result)).toEqual(['service-crashed']);
    expect(events.filter(({ kind }) => kind === 'problem')).toHaveLength(1);
    expect(phases.slice(-3)).toEqual(['crashed web', 'stopping slow', 'stopped slow']);
  });

  it('after all is ready is told of at once, and the others run on', async () => {
    const wasToldOf: string[] = [];
    const { result, phases } = await run([...service('web'), ...service('store')], sayReady, {
      whenReady: async (programs) => {
        programs.get('web')?.exit({ code: undefined, signal: 'SIGSEGV' });
        for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        wasToldOf.push('whenReady ended');
        return [];
      },
      onEvent: (event) => {
        if (event.kind === 'problem') wasToldOf.push(event.problem.summary);
      },
    });
    expect(wasToldOf).toEqual(['web ended by itself with signal SIGSEGV.', 'whenReady ended']);
    expect(codesOf(result)).toEqual(['service-crashed']);
    expect(phases.slice(-3)).toEqual(['crashed web', 'stopping store', 'stopped store']);
  });
});

describe('a service that is not ready in time', () => {
  it('fails its step and is stopped', async () => {
    const { result, phases, tookMs } = await run(service('web'), ({ print }) => {
      print('still busy\n');
    });
    expect(result).toMatchObject({
      problems: [{ code: 'service-not-ready', summary: 'web was not ready within 10 s.' }],
    });
    expect(result.ok ? '' : result.problems[0].evidence).toContain('still busy');
    expect(phases.slice(-3)).toEqual(['unready web', 'stopping web', 'stopped web']);
    expect(tookMs).toBe(10_000);
  });
});

describe('a start that is called off', () => {
  it('stops what was started, starts nothing more, and is no failure', async () => {
    const stop = new AbortController();
    let isAsked = false;
    const { result, phases, programs } = await run(
      [...service('web'), ...service('later', ['web'])],
      () => {
        stop.abort();
      },
      {
        signal: stop.signal,
        whenReady: () => {
          isAsked = true;
          return Promise.resolve([]);
        },
      },
    );
    expect(result.ok).toBe(true);
    expect(phases).toEqual(['waiting web', 'starting web', 'stopping web', 'stopped web']);
    expect([...programs.keys()]).toEqual(['web']);
    expect(isAsked).toBe(false);
  });
});

describe('a mistake of our own', () => {
  it('leaves nothing running', async () => {
    const phases: string[] = [];
    const broken: Step = {
      id: 'broken',
      title: 'broken',
      service: undefined,
      after: ['web:ready'],
      action: { kind: 'ensure-role', url: '', name: '', password: '' },
    };
    const running = run([...service('web'), broken], sayReady, {
      machine: { database: { ensureRole: () => Promise.reject(new TypeError('oops')) } },
      onEvent: (event) => {
        if (event.kind === 'service-phase') phases.push(event.phase);
      },
    });
    await expect(running).rejects.toThrow('oops');
    expect(phases.at(-1)).toBe('stopped');
  });
});
