import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { madeUpSession } from '../../test/helpers/made-up-session.ts';
import type { RemoteStack } from '../model/control.ts';
import { failed, ok } from '../model/problem.ts';
import { stackGone } from '../model/problems/control.ts';
import { askFor } from './ask-for.ts';

/** A stack that starts services as it is told here. */
const starting = (start: RemoteStack['start']): RemoteStack => ({ about: { pid: 812 }, start }) as RemoteStack;

describe('a wish to a running stack', () => {
  it('is done when the stack says so, and fails with what hinders it', async () => {
    const { session } = madeUpSession(fakeMachine());
    expect(
      await askFor(
        'start',
        ['web'],
        starting(() => Promise.resolve(ok(undefined))),
        session,
      ),
    ).toEqual(ok(true));
    const hindered = failed(stackGone());
    expect(
      await askFor(
        'start',
        ['web'],
        starting(() => Promise.resolve(hindered)),
        session,
      ),
    ).toEqual(hindered);
  });

  it('is waited for no longer after Ctrl-C', async () => {
    const { session, said, interrupt } = madeUpSession(fakeMachine());
    const asked = askFor(
      'start',
      ['web'],
      starting(() => new Promise(() => undefined)),
      session,
    );
    interrupt();
    expect(await asked).toEqual(ok(false));
    expect(said.notes).toEqual([expect.stringMatching(/goes on to start web.*metaton ps/)]);
  });

  it('is only said with --dry-run', async () => {
    const { session, said } = madeUpSession(fakeMachine(), { dryRun: true });
    const unasked = starting(() => expect.fail('was asked'));
    expect(await askFor('start', ['web', 'store'], unasked, session)).toEqual(ok(false));
    expect(said.texts).toEqual(['Would start web, store in the stack that pid 812 runs.']);
    expect(said.documents).toEqual([{ would: 'start', services: ['web', 'store'] }]);
  });
});
