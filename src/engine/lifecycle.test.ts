import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Phase } from '../model/event.ts';
import { isAlive, next, type Happening, type Life } from './lifecycle.ts';

const exit = { code: 3, signal: undefined };
const happening = fc.constantFrom<Happening>(
  { kind: 'launched' },
  { kind: 'probe-passed' },
  { kind: 'deadline-passed' },
  { kind: 'stop-asked' },
  { kind: 'exited', exit },
);
const start: Life = { phase: 'waiting' };

const lives = (happenings: readonly Happening[]): readonly Life[] =>
  happenings.reduce<Life[]>((past, what) => [...past, next(past.at(-1) ?? start, what)], [start]);

/** All that may follow each phase: whatever is not here must never happen. */
const mayFollow: Readonly<Record<Phase, readonly Phase[]>> = {
  waiting: ['starting', 'stopped'],
  starting: ['ready', 'unready', 'stopping', 'crashed'],
  ready: ['stopping', 'crashed'],
  unready: ['ready', 'stopping', 'crashed'],
  stopping: ['stopped'],
  stopped: [],
  crashed: [],
};

describe('the life of a service', () => {
  it('takes only steps that make sense, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(happening), (happenings) => {
        lives(happenings).reduce((before, after) => {
          if (after !== before) expect(mayFollow[before.phase]).toContain(after.phase);
          return after;
        });
      }),
    );
  });

  it('ends in a crash only when nobody had asked it to end', () => {
    fc.assert(
      fc.property(fc.array(happening), (happenings) => {
        const crashed = lives(happenings).findIndex(({ phase }) => phase === 'crashed');
        if (crashed < 0) return;
        const past = happenings.slice(0, crashed);
        expect(past.at(-1)?.kind).toBe('exited');
        expect(past.map(({ kind }) => kind)).not.toContain('stop-asked');
      }),
    );
  });

  it('ends stopped or crashed once it was asked to stop and its process has ended', () => {
    fc.assert(
      fc.property(fc.array(happening), (happenings) => {
        const past = lives([...happenings, { kind: 'stop-asked' }, { kind: 'exited', exit }]);
        const wasCrashed = lives(happenings).some(({ phase }) => phase === 'crashed');
        expect(past.at(-1)?.phase).toBe(wasCrashed ? 'crashed' : 'stopped');
      }),
    );
  });

  it('remembers how it crashed, even with the code of success', () => {
    expect(lives([{ kind: 'launched' }, { kind: 'exited', exit: { code: 0, signal: undefined } }]).at(-1)).toEqual({
      phase: 'crashed',
      exit: { code: 0, signal: undefined },
    });
  });

  it('can still become ready after its time was up', () => {
    const past = lives([{ kind: 'launched' }, { kind: 'deadline-passed' }, { kind: 'probe-passed' }]);
    expect(past.map(({ phase }) => phase)).toEqual(['waiting', 'starting', 'unready', 'ready']);
  });

  it('is alive while it may crash', () => {
    const phases = Object.keys(mayFollow) as Exclude<Phase, 'crashed'>[];
    const alive = phases.filter((phase) => isAlive({ phase }));
    expect(alive).toEqual(phases.filter((phase) => mayFollow[phase].includes('crashed')));
  });
});
