import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { madeUpSession } from '../../test/helpers/made-up-session.ts';
import { madeUpWorkspace } from '../../test/helpers/made-up-stack.ts';
import { stackValues } from '../../test/helpers/stack-values.ts';
import { ProblemError } from '../model/problem.ts';
import { workspaceBusy } from '../model/problems/config.ts';
import type { Plan } from '../model/step.ts';
import type { OpenStack } from './open-stack.ts';
import { run } from './run.ts';

const values = stackValues('/world');
const record = `${values.state}/run/metaton.json`;
const stack = { workspace: madeUpWorkspace(), services: [], values } as unknown as OpenStack;
const plan = { steps: [{ id: 'web:start', after: [], action: { kind: 'launch' } }], notices: [] } as unknown as Plan;

describe('a run that another is ahead of', () => {
  it('leaves the record of who runs the workspace as it is', async () => {
    const other = '{"pid":2,"since":0,"identity":"another metaton"}';
    const machine = fakeMachine({ files: { [record]: other } });
    const refused = new ProblemError(workspaceBusy({ pid: 2, since: 0 }, '/world'));
    const running = run(
      plan,
      stack,
      madeUpSession(machine).session,
      () => Promise.resolve([]),
      () => Promise.reject(refused),
    );
    await expect(running).rejects.toBe(refused);
    expect(await machine.files.read(record)).toBe(other);
  });
});
