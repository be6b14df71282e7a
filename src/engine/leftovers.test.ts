import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import type { EndSignal, LivingProcess, Machine } from '../model/machine.ts';
import { endLeftovers, findLeftovers } from './leftovers.ts';

const state = '/world/.metaton';
const recordFile = `${state}/run/processes.json`;

/** Somebody on a made-up machine. */
interface Somebody extends LivingProcess {
  readonly tag?: string;
  /** Signals that it takes no notice of. */
  readonly ignores?: readonly EndSignal[];
  /** Whom it starts when it is signalled. */
  readonly starts?: Somebody;
}

const dialog = { pid: 812, group: 812, identity: 'monday', command: 'node index.js' };
const stray: Somebody = { pid: 900, group: 900, identity: 'tuesday', command: 'node bot.mjs', tag: 'earlier' };

const launched = (living: LivingProcess, service: string, endSignal = 'SIGTERM'): object => {
  const { pid, identity, command } = living;
  return { service, pid, identity, command, endSignal };
};

interface Given {
  readonly record?: unknown;
  readonly living: readonly Somebody[];
  readonly files?: Readonly<Record<string, string>>;
}

/** A machine with these processes, and what was signalled: `SIGTERM 812`. */
function machineWith({ record, living, files }: Given): { machine: Machine; signalled: string[] } {
  let all = [...living];
  const signalled: string[] = [];
  const find = (pid: number): Somebody | undefined => all.find((one) => one.pid === pid);
  const machine = fakeMachine({
    files: { ...(record === undefined ? {} : { [recordFile]: JSON.stringify(record) }), ...files },
    processes: {
      identity: (pid) => Promise.resolve(find(pid)?.identity),
      look: (pid) => Promise.resolve(find(pid)),
      members: (group) => Promise.resolve(all.filter((one) => one.group === group)),
      tagged: (tag) => Promise.resolve(all.filter((one) => one.tag === tag)),
      signal: ({ pid, identity }, signal) => {
        const one = find(pid);
        if (one?.identity !== identity) return Promise.resolve();
        signalled.push(`${signal} ${pid}`);
        if (one.starts) all.push(one.starts);
        if (one.ignores?.includes(signal) !== true) all = all.filter((other) => other !== one);
        return Promise.resolve();
      },
    },
  });
  return { machine, signalled };
}

const pidsLeft = async (given: Given): Promise<readonly number[]> =>
  (await findLeftovers(machineWith(given).machine, state)).map(({ pid }) => pid);

const recordOf = (...processes: readonly object[]): object => ({ tag: 'earlier', processes });

describe('what an earlier run has left', () => {
  it('is nothing without a record', async () => {
    expect(await pidsLeft({ living: [dialog] })).toEqual([]);
  });

  it('is who has the pid, the start and the command', async () => {
    const record = recordOf(launched(dialog, 'dialog'));
    expect(await pidsLeft({ record, living: [dialog] })).toEqual([812]);
    expect(await pidsLeft({ record, living: [] })).toEqual([]);
    expect(await pidsLeft({ record, living: [{ ...dialog, identity: 'sunday' }] })).toEqual([]);
    expect(await pidsLeft({ record, living: [{ ...dialog, command: 'vi notes' }] })).toEqual([]);
  });

  it('is also who has renamed itself, but carries the tag of the run', async () => {
    const renamed = { ...dialog, command: 'dialog', tag: 'earlier' };
    expect(await pidsLeft({ record: recordOf(launched(dialog, 'dialog')), living: [renamed] })).toEqual([812]);
  });

  it('is the whole group, and who has left it', async () => {
    const child = { ...dialog, pid: 813 };
    const living = [dialog, child, stray, { ...stray, pid: 901, tag: 'of another' }];
    const { machine } = machineWith({ record: recordOf(launched(dialog, 'dialog')), living });
    expect((await findLeftovers(machine, state)).map(({ service, pid }) => [service, pid])).toEqual([
      ['dialog', 812],
      ['dialog', 813],
      [undefined, 900],
    ]);
  });

  it('is not the members of a group of another with the same number', async () => {
    const child = { ...dialog, pid: 813 };
    const living = [{ ...dialog, identity: 'sunday' }, child];
    expect(await pidsLeft({ record: recordOf(launched(dialog, 'dialog')), living })).toEqual([]);
  });

  it('is nothing while the run is under way', async () => {
    const runner = { pid: 5, group: 5, identity: 'now', command: 'metaton' };
    const files = { [`${state}/run/metaton.json`]: JSON.stringify({ pid: 5, identity: 'now' }) };
    const record = recordOf(launched(dialog, 'dialog'));
    expect(await pidsLeft({ record, living: [dialog, runner], files })).toEqual([]);
    const { machine, signalled } = machineWith({ record, living: [dialog, runner], files });
    expect(await endLeftovers(machine, state)).toEqual({ ok: true, value: [] });
    expect(signalled).toEqual([]);
  });

  it.each([
    ['half a file', '{"tag":"earl'],
    ['another form', '[]'],
    ['no tag', '{"tag":"","processes":[]}'],
    ['a pid that stands for all', JSON.stringify(recordOf({ ...launched(dialog, 'dialog'), pid: -1 }))],
  ])('is nothing when the record is %s', async (_, text) => {
    const living = [dialog, { ...dialog, pid: -1 }, { ...stray, tag: '' }];
    expect(await pidsLeft({ living, files: { [recordFile]: text } })).toEqual([]);
  });
});

describe('ending it', () => {
  it('asks, forgets, and answers whom it has ended', async () => {
    const { machine, signalled } = machineWith({
      record: recordOf(launched(dialog, 'dialog')),
      living: [dialog, stray],
    });
    const ended = await endLeftovers(machine, state);
    expect(ended.ok && ended.value.map(({ pid }) => pid)).toEqual([812, 900]);
    expect(signalled).toEqual(['SIGTERM 812', 'SIGTERM 900']);
    expect(await machine.files.exists(recordFile)).toBe(false);
  });

  it('signals nobody with another start', async () => {
    const other = { ...dialog, identity: 'sunday' };
    const { machine, signalled } = machineWith({ record: recordOf(launched(dialog, 'dialog')), living: [other] });
    expect((await endLeftovers(machine, state)).ok).toBe(true);
    expect(signalled).toEqual([]);
  });

  it('asks each as its service is asked', async () => {
    const { machine, signalled } = machineWith({
      record: recordOf(launched(dialog, 'postgres', 'SIGINT')),
      living: [dialog],
    });
    await endLeftovers(machine, state);
    expect(signalled).toEqual(['SIGINT 812']);
  });

  it('kills who does not listen, when the grace is over', async () => {
    const stubborn: Somebody = { ...dialog, ignores: ['SIGTERM'] };
    const { machine, signalled } = machineWith({ record: recordOf(launched(dialog, 'dialog')), living: [stubborn] });
    expect((await endLeftovers(machine, state)).ok).toBe(true);
    expect(signalled).toEqual(['SIGTERM 812', 'SIGKILL 812']);
    expect(machine.clock.now()).toBe(5_000);
  });

  it('kills at once when there is no time', async () => {
    const { machine, signalled } = machineWith({ record: recordOf(launched(dialog, 'dialog')), living: [dialog] });
    await endLeftovers(machine, state, AbortSignal.abort());
    expect(signalled).toEqual(['SIGKILL 812']);
  });

  it('finds who was started meanwhile', async () => {
    const parent: Somebody = { ...stray, starts: { ...stray, pid: 950 } };
    const { machine, signalled } = machineWith({ record: recordOf(), living: [parent] });
    await endLeftovers(machine, state);
    expect(signalled).toEqual(['SIGTERM 900', 'SIGKILL 950']);
  });

  it('says who cannot be ended, and remembers it', async () => {
    const immortal: Somebody = { ...dialog, ignores: ['SIGTERM', 'SIGKILL'] };
    const { machine } = machineWith({ record: recordOf(launched(dialog, 'dialog')), living: [immortal] });
    expect(await endLeftovers(machine, state)).toMatchObject({
      ok: false,
      problems: [{ code: 'leftover-not-ended', evidence: 'pid 812 (node index.js)' }],
    });
    expect(await machine.files.exists(recordFile)).toBe(true);
  });
});
