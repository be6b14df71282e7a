import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { findRunner, recordRunner } from './runner.ts';

const record = '/state/run/metaton.json';

describe('who runs a workspace', () => {
  it('is nobody, unless somebody says so', async () => {
    expect(await findRunner(fakeMachine(), '/state')).toBeUndefined();
  });

  it('is who said so last, until it takes that back', async () => {
    const machine = fakeMachine();
    const forget = await recordRunner(machine, '/state');
    expect(await findRunner(machine, '/state')).toEqual({ pid: 1, since: 0 });
    await forget();
    expect(await findRunner(machine, '/state')).toBeUndefined();
  });

  it.each([
    ['a process that is gone', { pid: 2, since: 0, identity: 'metaton itself' }],
    ['another process with the pid of one that is gone', { pid: 1, since: 0, identity: 'an older one' }],
    ['nobody, by a record of another shape', { pid: '1' }],
  ])('is not %s', async (_, text) => {
    expect(await findRunner(fakeMachine({ files: { [record]: JSON.stringify(text) } }), '/state')).toBeUndefined();
  });

  it('is nobody, by a record that was cut off', async () => {
    expect(await findRunner(fakeMachine({ files: { [record]: '{"pid": 1, "ide' } }), '/state')).toBeUndefined();
  });
});
