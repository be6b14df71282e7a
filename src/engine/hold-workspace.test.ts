import { expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { holdWorkspace } from './hold-workspace.ts';

const file = '/world/.metaton/run/holder.json';
const hold = (machine = fakeMachine()) => holdWorkspace(machine, '/world/.metaton', 'init');

it('lets one at a time hold a workspace, and the next when it is done', async () => {
  const machine = fakeMachine();
  const first = await hold(machine);
  expect(await hold(machine)).toMatchObject({
    problems: [{ code: 'workspace-held', evidence: expect.stringContaining('pid 1') as string }],
  });
  if (first.ok) await first.value();
  expect((await hold(machine)).ok).toBe(true);
});

it.each(['{"pid":812,"identity":"gone","since":0,"command":"init"}', 'half a rec'])(
  'takes it from one that is gone: %s',
  async (left) => {
    const machine = fakeMachine({ files: { [file]: left } });
    expect((await hold(machine)).ok).toBe(true);
    expect(await machine.files.read(file)).toContain('"pid":1');
  },
);
