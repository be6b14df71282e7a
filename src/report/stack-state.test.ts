import { describe, expect, it } from 'vitest';
import type { Event } from '../model/event.ts';
import type { Life } from '../model/life.ts';
import { afterEvent, emptyStack, type StackState } from './stack-state.ts';

const fold = (...events: readonly Event[]): StackState => events.reduce(afterEvent, emptyStack);
const starting: Life = { phase: 'starting' };
const ready: Life = { phase: 'ready', errors: 0, isRebuilding: false };
const phase = (service: string, life: Life, at: number): Event => ({ kind: 'service-phase', service, at, ...life });
const problem = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] } as const;

describe('the state of a stack', () => {
  it('begins with the first event, whatever it is', () => {
    expect(fold({ kind: 'problem', problem, at: 5 }, phase('web', starting, 9)).beganAt).toBe(5);
  });

  it('has the newest phase of each service, and when it was ready first', () => {
    const state = fold(
      phase('web', starting, 1),
      phase('web', ready, 2),
      phase('store', starting, 3),
      phase('web', { phase: 'unready', why: 'no answer' }, 4),
      phase('web', ready, 5),
      phase('web', { phase: 'stopped' }, 6),
    );
    expect(Object.fromEntries(state.services)).toEqual({
      web: { life: { phase: 'stopped' }, since: 6, readyAt: 2 },
      store: { life: starting, since: 3 },
    });
  });

  it('has when each step ran, and which still run', () => {
    const state = fold(
      { kind: 'step-started', step: 'a', at: 1 },
      { kind: 'step-started', step: 'b', at: 2 },
      { kind: 'step-started', step: 'c', at: 3 },
      { kind: 'step-succeeded', step: 'a', note: undefined, at: 4 },
      { kind: 'step-failed', step: 'b', problem, at: 5 },
    );
    expect(Object.fromEntries(state.steps)).toEqual({
      a: { startedAt: 1, endedAt: 4 },
      b: { startedAt: 2, endedAt: 5 },
      c: { startedAt: 3 },
    });
  });

  it('is the very same after an event that changes nothing', () => {
    const state = fold(phase('web', ready, 1));
    expect(afterEvent(state, { kind: 'step-skipped', step: 'a', because: 'no need', at: 2 })).toBe(state);
  });

  it('never changes a state that was', () => {
    const before = fold(phase('web', starting, 1));
    afterEvent(before, phase('web', ready, 2));
    expect(before.services.get('web')).toEqual({ life: starting, since: 1 });
  });
});
