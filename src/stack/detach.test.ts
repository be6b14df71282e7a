import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { madeUpSession } from '../../test/helpers/made-up-session.ts';
import { madeUpWorkspace } from '../../test/helpers/made-up-stack.ts';
import { stackValues } from '../../test/helpers/stack-values.ts';
import type { RemoteStack } from '../model/control.ts';
import type { Event } from '../model/event.ts';
import { failed, ok, type Problem } from '../model/problem.ts';
import { nothingUp, stackGone } from '../model/problems/control.ts';
import { detach } from './detach.ts';
import type { OpenStack } from './open-stack.ts';

const stack = { workspace: madeUpWorkspace(), services: [], values: stackValues('/world') } as unknown as OpenStack;

/** Has begun with this answer, after these events have been heard. */
function begunWith(begun: RemoteStack['begun'], heard: readonly Event[] = []): RemoteStack {
  return {
    // The pid that the machine gives to whatever is left alone.
    about: { pid: 2 },
    begun,
    async *events() {
      await Promise.resolve();
      yield* heard;
    },
  } as unknown as RemoteStack;
}

const asked = (remote: RemoteStack) => {
  const machine = fakeMachine();
  const control = { ...machine.control, connect: () => Promise.resolve(remote) };
  return madeUpSession({ ...machine, control });
};

const [first, second] = [nothingUp(['web']), nothingUp(['store'])];
const failure = (problem: Problem): Event => ({ kind: 'step-failed', step: 'web:start', problem, at: 0 });

describe('a stack in the background', () => {
  it('has each of its Problems told once, also those from before anybody listened', async () => {
    const remote = begunWith(() => Promise.resolve(failed(first, second)), [failure(second)]);
    const { session, said } = asked(remote);
    expect(await detach(['up'], stack, session)).toEqual(ok(remote));
    expect(said.problems).toEqual([second, first]);
  });

  it('that has gone already is told of by whoever asks next', async () => {
    const { session, said } = asked(begunWith(() => Promise.resolve(failed(stackGone()))));
    await detach(['up'], stack, session);
    expect(said.problems).toEqual([]);
  });

  it('is not waited for any longer after Ctrl-C', async () => {
    const remote = begunWith(() => {
      interrupt();
      return new Promise(() => undefined);
    });
    const { session, interrupt } = asked(remote);
    expect(await detach(['up'], stack, session)).toEqual(ok(remote));
  });
});
