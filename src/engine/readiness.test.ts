import { describe, expect, it } from 'vitest';
import { ended, fakeMachine, type GivenMachine } from '../../test/helpers/fake-machine.ts';
import type { HttpAnswer, HttpRequest, Machine } from '../model/machine.ts';
import type { Probe } from '../model/readiness.ts';
import { untilReady, type Outcome, type ProbeGround } from './readiness.ts';

const never = new Promise<void>(() => undefined);

const ask = (
  probes: readonly Probe[],
  given: GivenMachine = {},
  ground: Partial<ProbeGround> = {},
  withinMs = 10_000,
): Promise<Outcome> =>
  untilReady(
    { probes, withinMs },
    {
      machine: fakeMachine(given),
      authorityFile: '/ca.pem',
      sawLine: () => never,
      onListening: () => undefined,
      signal: new AbortController().signal,
      ...ground,
    },
  );

const page: Probe = { kind: 'http', url: 'https://localhost:1/', expectStatus: [200, 302] };
const answering = (answer: Partial<HttpAnswer>): GivenMachine => ({
  network: { request: () => Promise.resolve({ status: 200, body: '', headers: {}, ...answer }) },
});

describe('a service is ready', () => {
  it('or what it was waited for is said', async () => {
    expect(await ask([page])).toMatchObject({ waitedFor: 'a good answer from https://localhost:1/' });
  });

  it('at once when nothing is asked of it', async () => {
    expect(await ask([])).toEqual({ kind: 'ready' });
  });

  it('when it answers with a wanted status', async () => {
    expect(await ask([page], answering({ status: 302 }))).toEqual({ kind: 'ready' });
    expect(await ask([page], answering({ status: 404, body: '\n Not here\nat all' }))).toMatchObject({
      kind: 'too-late',
      lastError: 'https://localhost:1/ answered 404: Not here',
    });
  });

  it.each([
    [399, 'ready'],
    [400, 'too-late'],
  ])('or not, when any status will do and it answers %i', async (status, kind) => {
    expect(await ask([{ ...page, expectStatus: [] }], answering({ status }))).toMatchObject({ kind });
  });

  it('when its answer has what is wanted in it', async () => {
    const probe: Probe = { ...page, expectBody: 'hello' };
    expect(await ask([probe], answering({ body: 'oh hello!' }))).toEqual({ kind: 'ready' });
    expect(await ask([probe], answering({ body: 'oh' }))).toMatchObject({
      kind: 'too-late',
      lastError: 'https://localhost:1/ answered without hello',
    });
  });

  it('when it answers to a signed token', async () => {
    const request = ({ headers }: HttpRequest): Promise<HttpAnswer> =>
      Promise.resolve({ status: headers?.['authorization'] === 'Bearer signed' ? 200 : 401, body: '', headers: {} });
    const given: GivenMachine = { network: { request }, certificates: { sign: () => Promise.resolve('signed') } };
    expect(await ask([{ ...page, token: { key: 'forged', claims: {} } }], given)).toEqual({ kind: 'ready' });
    expect(await ask([page], given)).toMatchObject({ kind: 'too-late' });
  });

  it('when its port opens', async () => {
    const connect = (port: number): Promise<void> => (port === 1 ? Promise.resolve() : Promise.reject(new Error('no')));
    expect(await ask([{ kind: 'tcp', port: 1 }], { network: { connect } })).toEqual({ kind: 'ready' });
    expect(await ask([{ kind: 'tcp', port: 2 }], { network: { connect } })).toMatchObject({
      kind: 'too-late',
      lastError: 'no',
    });
  });

  it('when the database answers as it should', async () => {
    const probe: Probe = { kind: 'sql', url: 'postgres://x/y', query: 'select 1', expect: '1' };
    expect(await ask([probe], { database: { query: () => Promise.resolve('1') } })).toEqual({ kind: 'ready' });
    expect(await ask([probe], { database: { query: () => Promise.resolve(undefined) } })).toMatchObject({
      kind: 'too-late',
      lastError: 'the database answered nothing to: select 1',
    });
  });

  it('when a program ends well', async () => {
    const probe: Probe = { kind: 'command', command: ['test', '-e', 'file'], cwd: '/world' };
    expect(await ask([probe])).toEqual({ kind: 'ready' });
    expect(await ask([probe], { run: () => Promise.resolve({ exit: ended(1), output: '' }) })).toMatchObject({
      kind: 'too-late',
      lastError: 'test ended with 1',
    });
  });

  it('when it prints the line', async () => {
    const probe: Probe = { kind: 'log-line', pattern: /up/ };
    expect(await ask([probe], {}, { sawLine: () => Promise.resolve() })).toEqual({ kind: 'ready' });
    expect(await ask([probe])).toMatchObject({ kind: 'too-late', lastError: 'no line like /up/ yet' });
  });

  it('when all that is asked holds, the one after the other', async () => {
    const probes: readonly Probe[] = [{ kind: 'command', command: ['first'], cwd: '/world' }, page];
    const asked: string[] = [];
    await ask(probes, {
      run: ({ program }) => Promise.resolve({ exit: ended(asked.push(program) < 3 ? 1 : 0), output: '' }),
      network: {
        request: ({ url }) => Promise.resolve({ status: asked.push(url) < 5 ? 503 : 200, body: '', headers: {} }),
      },
    });
    expect(asked).toEqual(['first', 'first', 'first', page.url, page.url]);
  });
});

describe('asking', () => {
  it('is often at first and then once a second, and ends with the deadline', async () => {
    const machine = fakeMachine({
      network: { request: () => Promise.reject(new Error(`refused ${asked.push(machine.clock.now())}`)) },
    });
    const asked: number[] = [];
    expect(await ask([page], {}, { machine })).toMatchObject({
      kind: 'too-late',
      lastError: `refused ${asked.length}`,
    });
    const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(pauses[0]).toBe(25);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(Math.max(...pauses)).toBe(1_000);
    expect(machine.clock.now()).toBe(10_000);
  });

  it('leaves one deadline to all probes together', async () => {
    const machine = fakeMachine({ run: async () => ({ exit: ended(await slowly()), output: '' }) });
    const slowly = async (): Promise<number> => {
      await machine.clock.sleep(700);
      return 0;
    };
    const probe: Probe = { kind: 'command', command: ['slow'], cwd: '/world' };
    expect(await ask([probe, probe], {}, { machine }, 1_500)).toEqual({ kind: 'ready' });
    expect(await ask([probe, probe, probe], {}, { machine }, 1_400)).toMatchObject({ kind: 'too-late' });
  });

  it.each([
    ['five seconds', {}, 60_000, 5_000],
    ['what the probe says', { answerWithinMs: 30_000 }, 60_000, 30_000],
    ['what is left', { answerWithinMs: 30_000 }, 2_000, 2_000],
  ])('waits for one answer no longer than %s', async (_, probe, withinMs, expected) => {
    const waits: number[] = [];
    const request = ({ answerWithinMs }: HttpRequest): Promise<HttpAnswer> => {
      waits.push(answerWithinMs);
      return Promise.resolve({ status: 200, body: '', headers: {} });
    };
    await ask([{ ...page, ...probe }], { network: { request } }, {}, withinMs);
    expect(waits).toEqual([expected]);
  });

  describe('while the machine sleeps for an hour', () => {
    const hour = 3_600_000;

    /** A machine that falls asleep in the pause that begins so long after the start, ms; it counts the time awake. */
    function sleepy(afterMs: number, given: GivenMachine): { machine: Machine; awakeMs: () => number } {
      const machine = fakeMachine(given);
      const { clock } = machine;
      let sleptMs = 0;
      const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
        const isTired = sleptMs === 0 && clock.now() >= afterMs;
        if (isTired) sleptMs = hour;
        return clock.sleep(isTired ? ms + hour : ms, signal);
      };
      return { machine: { ...machine, clock: { ...clock, sleep } }, awakeMs: () => clock.now() - sleptMs };
    }

    it('loses none of its time', async () => {
      let asked = 0;
      const request = (): Promise<HttpAnswer> =>
        Promise.resolve({ status: ++asked < 12 ? 503 : 200, body: '', headers: {} });
      const { machine } = sleepy(2_000, { network: { request } });
      expect(await ask([page], {}, { machine })).toEqual({ kind: 'ready' });
    });

    it.each([
      ['a page', page],
      ['a line', { kind: 'log-line', pattern: /up/ } satisfies Probe],
    ])('gives up on %s when its time awake is over', async (_, probe) => {
      const { machine, awakeMs } = sleepy(2_000, {});
      expect(await ask([probe], {}, { machine })).toMatchObject({ kind: 'too-late' });
      expect(awakeMs()).toBe(10_000);
    });

    it('takes a busy moment for no sleep', async () => {
      const machine = fakeMachine();
      const { clock } = machine;
      const slow = { ...clock, sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms + 1_000, signal) };
      await ask([page], {}, { machine: { ...machine, clock: slow } });
      expect(clock.now()).toBeLessThan(12_000);
    });
  });

  it('ends when it is called off', async () => {
    const stop = new AbortController();
    const request = (): Promise<HttpAnswer> => {
      stop.abort();
      return Promise.reject(new Error('refused'));
    };
    expect(await ask([page], { network: { request } }, { signal: stop.signal })).toEqual({ kind: 'cancelled' });
    expect(await ask([], {}, { signal: stop.signal })).toEqual({ kind: 'cancelled' });
    expect(await ask([{ kind: 'log-line', pattern: /up/ }], {}, { signal: stop.signal })).toEqual({
      kind: 'cancelled',
    });
  });
});
