import { describe, expect, it } from 'vitest';
import { ended, fakeMachine, type FakeProgram, type GivenMachine } from '../../test/helpers/fake-machine.ts';
import type { Event } from '../model/event.ts';
import type { Machine } from '../model/machine.ts';
import { failed, ok, type Problem, type Result } from '../model/problem.ts';
import type { Readiness } from '../model/readiness.ts';
import type { Launch, Step } from '../model/step.ts';
import { FailureMatcher } from './match-failures.ts';
import { restartBudget } from './judge-exit.ts';
import { runStack, type RunGround, type RunningStack } from './run-stack.ts';

const failures = new FailureMatcher([]);

/** Ready when it says so, within ten seconds. */
const readiness: Readiness = { probes: [{ kind: 'log-line', pattern: /^ready$/ }], withinMs: 10_000 };

const launchOf = (program: string, given: Partial<Launch> = {}): Launch => ({
  run: { kind: 'command', command: { program, args: [], cwd: '/', env: {}, path: [], scrub: [] } },
  gate: undefined,
  readiness,
  compiles: undefined,
  noise: undefined,
  needs: [],
  restart: 'always',
  renewal: undefined,
  startMemoryMiB: 0,
  ports: [],
  url: undefined,
  stop: { signal: 'SIGTERM', graceMs: 1000 },
  stopAfter: [],
  ...given,
});

/** Starts a service, and waits for it, when what it needs is ready. */
const service = (name: string, given: Partial<Launch> = {}): readonly Step[] => {
  const step = { title: name, service: name };
  const launch = launchOf(name, given);
  return [
    {
      ...step,
      id: `${name}:start`,
      after: launch.needs.map((need) => `${need}:ready`),
      action: { kind: 'launch', launch },
    },
    { ...step, id: `${name}:ready`, after: [`${name}:start`], action: { kind: 'await-ready' } },
  ];
};

interface Ran {
  readonly result: Result<void>;
  readonly events: readonly Event[];
  /** `ready web`: in the order in which they came. */
  readonly phases: readonly string[];
  /** All programs that were started, in that order. */
  readonly programs: readonly FakeProgram[];
  readonly tookMs: number;
}

/** What a test can do while the stack is up. */
interface Up {
  readonly stack: RunningStack;
  readonly machine: Machine;
  /** The newest program of this name. */
  readonly program: (name: string) => FakeProgram;
  /** Resolves when the event has come that is described as `ready web` or `problem service-crash-loop`. */
  readonly saw: (what: string) => Promise<void>;
}

interface Given {
  readonly whileUp?: (up: Up, problems: readonly Problem[]) => Promise<readonly Problem[] | undefined>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: Event, up: Omit<Up, 'stack'>) => void;
  readonly machine?: GivenMachine;
  readonly replan?: RunGround['replan'];
  readonly accompany?: RunGround['accompany'];
}

const describeEvent = (event: Event): string => {
  if (event.kind === 'service-phase') return `${event.phase} ${event.service}`;
  return 'problem' in event ? `problem ${event.problem.code}` : event.kind;
};

async function run(steps: readonly Step[], drive: (program: FakeProgram) => void, given: Given = {}): Promise<Ran> {
  const programs: FakeProgram[] = [];
  const events: Event[] = [];
  const waiting = new Set<() => void>();
  const machine = fakeMachine({
    ...given.machine,
    programs: (program) => {
      programs.push(program);
      drive(program);
    },
  });
  const up: Omit<Up, 'stack'> = {
    machine,
    program: (name) =>
      programs.findLast(({ command }) => command.program === name) ?? expect.fail(`${name} was never started`),
    saw: (what) => {
      const from = events.length;
      return new Promise((resolve) => {
        const look = (): void => {
          if (events.slice(from).some((event) => describeEvent(event) === what)) resolve();
        };
        waiting.add(look);
      });
    },
  };
  const result = await runStack(
    { steps, notices: [] },
    {
      machine,
      authorityFile: '/ca.pem',
      failures,
      emit: (event) => {
        events.push(event);
        for (const look of waiting) look();
        given.onEvent?.(event, up);
      },
      signal: given.signal ?? new AbortController().signal,
      state: '/world/.metaton',
      haste: { hurry: new AbortController().signal, kill: new AbortController().signal },
      later: () => Promise.resolve(ok(undefined)),
      accompany: given.accompany ?? (() => Promise.resolve(() => Promise.resolve())),
      replan:
        given.replan ??
        ((services, running) =>
          Promise.resolve(
            ok({
              notices: [],
              steps: steps
                .filter(({ service: name }) => name !== undefined && services.includes(name) && !running.includes(name))
                .map((step) => ({ ...step, after: step.after.filter((id) => id.startsWith(step.service ?? '')) })),
            }),
          )),
    },
    async (stack, problems) => (await given.whileUp?.({ ...up, stack }, problems)) ?? [],
  );
  const phases = events.flatMap((event) => (event.kind === 'service-phase' ? [describeEvent(event)] : []));
  return { result, events, phases, programs, tookMs: machine.clock.now() };
}

const sayReady = ({ print }: FakeProgram): void => {
  print('hello\nready\n');
};

const codesOf = (result: Result<void>): readonly string[] => (result.ok ? [] : result.problems.map(({ code }) => code));

const store = service('store', { stopAfter: ['web'] });
const web = service('web', { needs: ['store'] });

describe('a stack that comes up', () => {
  it('starts each service when what it needs is ready, and stops it when what uses it is gone', async () => {
    const { result, phases } = await run([...store, ...web], sayReady);
    expect(result.ok).toBe(true);
    expect(phases).toEqual([
      'waiting store',
      'waiting web',
      'starting store',
      'ready store',
      'starting web',
      'ready web',
      'stopping web',
      'stopped web',
      'stopping store',
      'stopped store',
    ]);
  });

  it('says what each waits for', async () => {
    const { events } = await run([...store, ...web], sayReady);
    const waiting = events.flatMap((event) =>
      event.kind === 'service-phase' && event.phase === 'waiting' ? [event.needs] : [],
    );
    expect(waiting).toEqual([[], ['store']]);
  });

  it('stops at once what does not use each other', async () => {
    const { phases } = await run([...service('a'), ...service('b')], sayReady);
    expect(phases.slice(-4)).toEqual(['stopping a', 'stopping b', 'stopped a', 'stopped b']);
  });

  it('is asked for more once it has started, and answers what that found', async () => {
    const problem: Problem = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] };
    const { result, phases } = await run(store, sayReady, { whileUp: () => Promise.resolve([problem]) });
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
    const { result, programs } = await run(
      service('store', { run: { kind: 'postgres', cluster: '/world/cluster' } }),
      sayReady,
    );
    expect(result.ok).toBe(true);
    expect(programs.map(({ command }) => [command.program, ...command.args])).toEqual([['postgres', '/world/cluster']]);
  });

  it('ends by itself when every service has done its work', async () => {
    const { result, phases } = await run(
      service('job', { restart: 'on-failure' }),
      (program) => {
        sayReady(program);
        program.exit(ended(0));
      },
      {
        whileUp: async ({ stack }) => {
          if (!stack.ended.aborted)
            await new Promise((resolve) => {
              stack.ended.addEventListener('abort', resolve);
            });
          return [];
        },
      },
    );
    expect(result.ok).toBe(true);
    expect(phases.at(-1)).toBe('stopped job');
  });

  it('lets wait for the end of a service what needs its work', async () => {
    const wait: Step = {
      id: 'job:completed',
      title: 'job',
      service: 'job',
      after: ['job:start'],
      action: { kind: 'await-completed' },
    };
    const late = web.map((step) => (step.id === 'web:start' ? { ...step, after: ['job:completed'] } : step));
    const { phases } = await run([...service('job', { restart: 'on-failure' }), wait, ...late], (program) => {
      sayReady(program);
      if (program.command.program === 'job') program.exit(ended(0));
    });
    expect(phases.indexOf('starting web')).toBeGreaterThan(phases.indexOf('stopped job'));
    expect(phases.indexOf('stopped job')).toBeGreaterThan(0);
  });
});

describe('a service that ends by itself', () => {
  const crash = ({ print, exit }: FakeProgram): void => {
    print('why\n');
    exit(ended(3));
  };

  it('is started again, at once the first time, while the others run on', async () => {
    const { result, phases, programs, events } = await run([...service('web'), ...service('store')], sayReady, {
      whileUp: async ({ program, saw, machine }) => {
        const before = machine.clock.now();
        program('web').exit({ code: undefined, signal: 'SIGSEGV' });
        await saw('ready web');
        expect(machine.clock.now()).toBe(before);
        return [];
      },
    });
    expect(result.ok).toBe(true);
    expect(phases.filter((phase) => phase.endsWith('web'))).toEqual([
      'waiting web',
      'starting web',
      'ready web',
      'crashed web',
      'starting web',
      'ready web',
      'stopping web',
      'stopped web',
    ]);
    expect(programs).toHaveLength(3);
    expect(events.filter((event) => 'problem' in event)).toEqual([]);
  });

  it('again and again is given up on, with its first and its last words, and what waits for it is told', async () => {
    let count = 0;
    const { result, phases, programs } = await run([...store, ...web, ...service('other')], (program) => {
      if (program.command.program !== 'store') {
        sayReady(program);
        return;
      }
      program.print(`fall ${++count}\n`);
      program.exit(ended(count));
    });
    expect(codesOf(result)).toEqual(['service-crash-loop']);
    expect(result.ok ? '' : result.problems[0].evidence).toBe(
      `the first time, with exit code 1:\nfall 1\nthe last time, with exit code ${restartBudget + 1}:\nfall ${restartBudget + 1}`,
    );
    expect(programs.filter(({ command }) => command.program === 'store')).toHaveLength(restartBudget + 1);
    expect(phases).toContain('ready other');
    expect(phases).not.toContain('starting web');
  });

  it('is given up on at once where it is never to be started again', async () => {
    const { result, programs } = await run(service('web', { restart: 'never' }), crash);
    expect(result).toMatchObject({
      problems: [{ code: 'service-crashed', summary: 'web ended by itself with exit code 3.', evidence: 'why' }],
    });
    expect(programs).toHaveLength(1);
  });

  it('is told of with what it printed at the very end', async () => {
    const problems: Problem[] = [];
    await run([...service('web', { restart: 'never' }), ...service('store')], sayReady, {
      whileUp: async ({ program, saw }) => {
        const told = saw('problem service-crashed');
        program('web').exit(ended(3));
        program('web').print('last words\n');
        await told;
        return [];
      },
      onEvent: (event) => {
        if (event.kind === 'problem') problems.push(event.problem);
      },
    });
    expect(problems.map(({ evidence }) => evidence)).toEqual(['hello\nready\nlast words']);
  });

  it('for want of what it needs waits for that, and it is not held against it', async () => {
    const { phases, events } = await run([...store, ...web], sayReady, {
      whileUp: async ({ program, saw, stack }) => {
        for (let fall = 0; fall <= restartBudget; fall++) {
          const waits = saw('waiting web');
          const stopped = saw('stopped store');
          void stack.stop(['store']);
          await stopped;
          program('web').exit(ended(1));
          await waits;
          const back = saw('ready web');
          void stack.start(['store']);
          await back;
        }
        return [];
      },
    });
    expect(phases.filter((phase) => phase === 'waiting web')).toHaveLength(restartBudget + 2);
    expect(events.filter((event) => 'problem' in event)).toEqual([]);
  });

  it('long after it was ready begins a new row', async () => {
    const pauses: (number | undefined)[] = [];
    await run(service('web'), sayReady, {
      whileUp: async ({ program, saw, machine }) => {
        for (const lived of [0, 0, 60_000]) {
          await machine.clock.sleep(lived);
          const back = saw('ready web');
          program('web').exit(ended(1));
          await back;
        }
        return [];
      },
      onEvent: (event) => {
        if (event.kind === 'service-phase' && event.phase === 'crashed') pauses.push(event.againInMs);
      },
    });
    expect(pauses).toEqual([0, 200, 0]);
  });
});

describe('a service that is not ready in time', () => {
  const busy = ({ print }: FakeProgram): void => {
    print('still busy\n');
  };

  it('fails its step, with its last lines, and goes on', async () => {
    const { result, phases, tookMs } = await run([...store, ...web], busy);
    expect(result).toMatchObject({
      problems: [{ code: 'service-not-ready', summary: 'store was not ready within 10 s.' }],
    });
    expect(codesOf(result)).toHaveLength(1);
    expect(result.ok ? '' : result.problems[0].evidence).toContain('still busy');
    expect(phases.slice(2)).toEqual([
      'starting store',
      'unready store',
      'stopped web',
      'stopping store',
      'stopped store',
    ]);
    expect(tookMs).toBe(10_000);
  });

  it('is ready when it is late, and what gave up on it is started then', async () => {
    const { phases } = await run([...store, ...web], busy, {
      whileUp: async ({ program, saw }) => {
        const late = saw('starting web');
        program('store').print('ready\n');
        await late;
        return [];
      },
    });
    expect(phases.slice(2, 7)).toEqual([
      'starting store',
      'unready store',
      'ready store',
      'starting web',
      'stopping web',
    ]);
  });
});

describe('a service that answers', () => {
  const page = (answers: { isGood: boolean }): GivenMachine => ({
    network: {
      request: () =>
        answers.isGood ? Promise.resolve({ status: 200, body: '', headers: {} }) : Promise.reject(new Error('hung up')),
    },
  });
  const served = service('web', {
    readiness: { probes: [{ kind: 'http', url: 'http://localhost:1/', expectStatus: [200] }], withinMs: 10_000 },
  });

  it('and then no longer does is said so, once that is sure, and again when it is back', async () => {
    const answers = { isGood: true };
    const { phases, events } = await run(served, () => undefined, {
      machine: page(answers),
      whileUp: async ({ saw, machine }) => {
        const silent = saw('unready web');
        const since = machine.clock.now();
        answers.isGood = false;
        await silent;
        // One bad answer would not have been enough.
        expect(machine.clock.now() - since).toBe(15_000 + 2 * 1_000);
        const back = saw('ready web');
        answers.isGood = true;
        await back;
        return [];
      },
    });
    expect(phases).toEqual([
      'waiting web',
      'starting web',
      'listening web',
      'ready web',
      'unready web',
      'ready web',
      'stopping web',
      'stopped web',
    ]);
    expect(events).toContainEqual(expect.objectContaining({ phase: 'unready', why: 'hung up' }));
  });
});

describe('a service that compiles', () => {
  const marks = { begins: /^compiling/, ends: /^compiled/, fails: /^compiled with (\d+) errors/ };
  const lives = (events: readonly Event[]): readonly unknown[] =>
    events.flatMap((event) =>
      event.kind === 'service-phase' && event.phase === 'ready' ? [[event.errors, event.isRebuilding]] : [],
    );

  it('says so until it is ready, with the errors of its last compile, and stays ready through the next', async () => {
    const { phases, events } = await run(
      service('web', { compiles: marks }),
      ({ print }) => {
        print('compiling\n\u001b[31mcompiled\u001b[0m with 2 errors\nready\n');
      },
      {
        whileUp: async ({ program, saw }) => {
          const again = saw('ready web');
          program('web').print('compiling\n');
          await again;
          const done = saw('ready web');
          program('web').print('compiled\n');
          await done;
          return [];
        },
      },
    );
    expect(phases.slice(1, 5)).toEqual(['starting web', 'compiling web', 'listening web', 'ready web']);
    expect(lives(events)).toEqual([
      [2, false],
      [2, true],
      [0, false],
    ]);
  });
});

describe('where memory is short', () => {
  const short = { processes: { freeMemoryMiB: () => Promise.resolve(3000) } };
  const hungry = (name: string): readonly Step[] => service(name, { startMemoryMiB: 2000 });

  it('those that take much of it start one after the other', async () => {
    const { phases } = await run([...hungry('a'), ...hungry('b')], sayReady, { machine: short });
    expect(phases.indexOf('starting b')).toBeGreaterThan(phases.indexOf('ready a'));
  });

  it('nobody waits for one that has fallen for good', async () => {
    const fallen = service('a', { startMemoryMiB: 2000, restart: 'never' });
    const { phases } = await run(
      [...fallen, ...hungry('b')],
      (program) => {
        if (program.command.program === 'a') program.exit(ended(1));
        else sayReady(program);
      },
      { machine: short },
    );
    expect(phases).toContain('ready b');
  });

  it('those that fit start at once', async () => {
    const { phases } = await run([...hungry('a'), ...hungry('b')], sayReady);
    expect(phases.indexOf('starting b')).toBeLessThan(phases.indexOf('ready a'));
  });
});

describe('a running stack can be asked', () => {
  it('how it is', async () => {
    await run([...store, ...service('web', { needs: ['store'], ports: [80], url: 'https://w' })], sayReady, {
      whileUp: async ({ stack, program, saw }) => {
        const back = saw('ready web');
        program('web').exit(ended(1));
        await back;
        const [first, second] = stack.status();
        expect(first).toMatchObject({ service: 'store', life: { phase: 'ready' }, restarts: 0, pid: 1 });
        expect(second).toMatchObject({ service: 'web', restarts: 1, ports: [80], url: 'https://w' });
        return [];
      },
    });
  });

  it('to stop one service and start it again; the others never notice', async () => {
    const { phases, result } = await run([...store, ...web], sayReady, {
      whileUp: async ({ stack }) => {
        expect(await stack.stop(['web'])).toEqual(ok(undefined));
        expect(stack.status()[1]?.life.phase).toBe('stopped');
        expect(await stack.start(['web'])).toEqual(ok(undefined));
        expect(stack.status()[1]?.life.phase).toBe('ready');
        return [];
      },
    });
    expect(result.ok).toBe(true);
    expect(phases.filter((phase) => phase.endsWith('store'))).toHaveLength(5);
  });

  it('to restart one while another still starts', async () => {
    const seen: string[] = [];
    const slow = service('slow');
    await run(
      [...store, ...slow],
      (program) => {
        if (program.command.program === 'store') sayReady(program);
      },
      {
        accompany: (stack) => {
          const forget = stack.watch((event) => {
            seen.push(describeEvent(event));
            if (seen.at(-1) !== 'ready store' || seen.includes('stopping store')) return;
            void stack.restart(['store']).then(() => {
              stack.down();
            });
          });
          return Promise.resolve(() => {
            forget();
            return Promise.resolve();
          });
        },
      },
    );
    const ofStore = seen.filter((what) => what.endsWith('store'));
    expect(ofStore.slice(0, 7)).toEqual([
      'waiting store',
      'starting store',
      'ready store',
      'stopping store',
      'stopped store',
      'starting store',
      'ready store',
    ]);
    expect(seen).not.toContain('unready slow');
  });

  it('to restart a service with settings that are wrong, and stops nothing then', async () => {
    const wrong: Problem = { code: 'settings-invalid', summary: 'No.', fixes: ['Mend it.'] };
    const { phases } = await run(store, sayReady, {
      replan: () => Promise.resolve(failed(wrong)),
      whileUp: async ({ stack }) => {
        expect(await stack.restart(['store'])).toEqual(failed(wrong));
        expect(stack.status()[0]?.life.phase).toBe('ready');
        return [];
      },
    });
    expect(phases.filter((phase) => phase === 'stopping store')).toHaveLength(1);
  });

  it('to restart one that has been given up on, and starts what waits for it then', async () => {
    let isBroken = true;
    const { phases } = await run(
      [...store, ...web, ...service('other')],
      (program) => {
        if (program.command.program === 'store' && isBroken) program.exit(ended(1));
        else sayReady(program);
      },
      {
        whileUp: async ({ stack, saw }) => {
          isBroken = false;
          const up = saw('ready web');
          await stack.restart(['store']);
          await up;
          return [];
        },
      },
    );
    expect(phases).toContain('ready web');
  });

  it('to end', async () => {
    const { result, phases } = await run(store, sayReady, {
      whileUp: ({ stack }) =>
        new Promise((resolve) => {
          stack.ended.addEventListener('abort', () => {
            resolve([]);
          });
          stack.down();
        }),
    });
    expect(result.ok).toBe(true);
    expect(phases.at(-1)).toBe('stopped store');
  });

  it('for a start that its end overtakes, and says that nothing came of it', async () => {
    const answers: Result<void>[] = [];
    const never = service('never');
    const drive = (program: FakeProgram): void => {
      if (program.command.program === 'store') sayReady(program);
    };
    await run(store, drive, {
      replan: () => Promise.resolve(ok({ notices: [], steps: never })),
      whileUp: async ({ stack, saw }) => {
        const started = saw('starting never');
        const wishes = [stack.start(['never']), stack.start(['never'])];
        await started;
        stack.down();
        answers.push(...(await Promise.all(wishes)));
        return undefined;
      },
    });
    expect(answers.map(codesOf)).toEqual([['stack-gone'], ['stack-gone']]);
  });

  it('to hand on what happens from now on, for as long as somebody listens', async () => {
    const seen: string[] = [];
    await run(service('web'), sayReady, {
      whileUp: async ({ stack, program, saw }) => {
        const forget = stack.watch((event) => seen.push(describeEvent(event)));
        const back = saw('ready web');
        program('web').exit(ended(1));
        await back;
        forget();
        return [];
      },
    });
    // The last line is passed on a moment after it was seen, or when the process has ended.
    expect(seen).toEqual(['log-block', 'crashed web', 'starting web', 'log-block', 'ready web']);
  });
});

describe('a service that read what another may have changed', () => {
  const reader = service('reader', { renewal: { after: 'store', url: 'postgres://db', query: 'select version' } });

  it.each([
    ['is started anew when it has', '2', 2],
    ['runs on when it has not', '1', 1],
  ])('%s', async (_, versionAfter, starts) => {
    let version = '1';
    const { programs } = await run([...store, ...reader], sayReady, {
      machine: { database: { query: () => Promise.resolve(version) } },
      whileUp: async ({ stack, saw }) => {
        version = versionAfter;
        const anew = starts > 1 ? saw('ready reader') : Promise.resolve();
        await stack.restart(['store']);
        await anew;
        return [];
      },
    });
    expect(programs.filter(({ command }) => command.program === 'reader')).toHaveLength(starts);
  });
});

describe('a start that is called off', () => {
  it('stops what was started, starts nothing more, and is no failure', async () => {
    const stop = new AbortController();
    let isAsked = false;
    const { result, phases, programs } = await run(
      [...service('store', { stopAfter: ['web'] }), ...web],
      () => {
        stop.abort();
      },
      {
        signal: stop.signal,
        whileUp: () => {
          isAsked = true;
          return Promise.resolve([]);
        },
      },
    );
    expect(result.ok).toBe(true);
    expect(phases.filter((phase) => phase.endsWith('store'))).toEqual([
      'waiting store',
      'starting store',
      'stopping store',
      'stopped store',
    ]);
    expect(programs.map(({ command }) => command.program)).toEqual(['store']);
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
