import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { findRunningStacks, noteRunningStack } from './running-stacks.ts';

const stack = { pid: 1, workspace: '/world', since: 0, state: '/world/.metaton' };
const noted = { ...stack, identity: 'metaton itself' };
const found = (given: Parameters<typeof fakeMachine>[0]) => findRunningStacks(fakeMachine(given), '/data/stacks');

describe('the stacks that run', () => {
  it('are those that have been noted, until that is taken back', async () => {
    const machine = fakeMachine();
    const forget = await noteRunningStack(machine, '/data/stacks', stack);
    expect(await findRunningStacks(machine, '/data/stacks')).toEqual([noted]);
    await forget();
    expect(await findRunningStacks(machine, '/data/stacks')).toEqual([]);
    expect(await machine.files.exists('/data')).toBe(false);
  });

  it('leave the user’s folders as they found them', async () => {
    const machine = fakeMachine();
    await machine.files.makeFolder('/home');
    const forget = await noteRunningStack(machine, '/home/.local/share/metaton/stacks', stack);
    await forget();
    expect(await machine.files.list('/home')).toEqual([]);
    expect(await machine.files.exists('/home')).toBe(true);
  });

  it('are several, oldest first', async () => {
    const files = {
      '/data/stacks/a.json': JSON.stringify({ ...noted, since: 9, workspace: '/young' }),
      '/data/stacks/b.json': JSON.stringify({ ...noted, since: 3, workspace: '/old' }),
    };
    expect((await found({ files })).map(({ workspace }) => workspace)).toEqual(['/old', '/young']);
  });

  it.each([
    ['of a process that is gone', { ...noted, pid: 2 }],
    ['of another process with the pid of one that is gone', { ...noted, identity: 'an older one' }],
  ])('are none by a note %s, which is removed', async (_, note) => {
    const machine = fakeMachine({
      files: { '/data/stacks/a.json': JSON.stringify(note), '/data/authority/ca.pem': '' },
    });
    expect(await findRunningStacks(machine, '/data/stacks')).toEqual([]);
    expect(await machine.files.exists('/data/stacks')).toBe(false);
    expect(await machine.files.exists('/data/authority/ca.pem')).toBe(true);
  });

  it('are none by what is no note, which stays while somebody may still be writing it', async () => {
    const machine = fakeMachine({ files: { '/data/stacks/a.json.12.tmp': '{"pid": 1, "ide' } });
    expect(await findRunningStacks(machine, '/data/stacks')).toEqual([]);
    expect(await machine.files.exists('/data/stacks/a.json.12.tmp')).toBe(true);
    await machine.clock.sleep(60_001);
    await findRunningStacks(machine, '/data/stacks');
    expect(await machine.files.exists('/data/stacks')).toBe(false);
  });
});
