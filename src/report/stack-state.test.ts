import { describe, expect, it } from 'vitest';
import type { Event, Phase } from '../model/event.ts';
import { afterEvent, emptyStack, type StackState } from './stack-state.ts';

const fold = (...events: readonly Event[]): StackState => events.reduce(afterEvent, emptyStack);
const phase = (service: string, phase: Phase, at: number): Event => ({ kind: 'service-phase', service, phase, at });
const problem = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] } as const;

describe('the state of a stack', () => {
  it('begins with the first event, whatever it is', () => {
    expect(fold({ kind: 'problem', problem, at: 5 }, phase('web', 'waiting', 9)).beganAt).toBe(5);
  });

  it('has the newest phase of each service, and when it was ready first', () => {
    const state = fold(
      phase('web', 'starting', 1),
      phase('web', 'ready', 2),
      phase('store', 'starting', 3),
      phase('web', 'unready', 4),
      phase('web', 'ready', 5),
      phase('web', 'stopped', 6),
    );
    expect(Object.fromEntries(state.services)).toEqual({
      web: { phase: 'stopped', readyAt: 2 },
      store: { phase: 'starting' },
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
    const state = fold(phase('web', 'ready', 1));
    expect(afterEvent(state, { kind: 'step-skipped', step: 'a', because: 'no need', at: 2 })).toBe(state);
  });

  it('never changes a state that was', () => {
    const before = fold(phase('web', 'starting', 1));
    afterEvent(before, phase('web', 'ready', 2));
    expect(before.services.get('web')).toEqual({ phase: 'starting' });
  });
});
