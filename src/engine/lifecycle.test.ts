import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Life, Phase } from '../model/life.ts';
import { hasProcess, isAlive, next, type Happening } from './lifecycle.ts';

const exit = { code: 3, signal: undefined };
const happening = fc.constantFrom<Happening>(
  { kind: 'held-up', needs: ['store'] },
  { kind: 'launched' },
  { kind: 'port-opened' },
  { kind: 'compile-began' },
  { kind: 'compiled', errors: 2 },
  { kind: 'answered', errors: 2 },
  { kind: 'fell-silent', why: 'no answer' },
  { kind: 'stop-asked' },
  { kind: 'exited', exit, verdict: { kind: 'completed' } },
  { kind: 'exited', exit, verdict: { kind: 'again', inMs: 100 } },
  { kind: 'exited', exit, verdict: { kind: 'over' } },
);
const start: Life = { phase: 'waiting', needs: [] };

const lives = (happenings: readonly Happening[]): readonly Life[] =>
  happenings.reduce<Life[]>((past, what) => [...past, next(past.at(-1) ?? start, what)], [start]);

/** All that may follow each phase: whatever is not here must never happen. */
const mayFollow: Readonly<Record<Phase, readonly Phase[]>> = {
  waiting: ['waiting', 'starting', 'stopped'],
  starting: ['listening', 'compiling', 'ready', 'unready', 'stopping', 'stopped', 'crashed'],
  listening: ['compiling', 'ready', 'unready', 'stopping', 'stopped', 'crashed'],
  compiling: ['listening', 'ready', 'unready', 'stopping', 'stopped', 'crashed'],
  ready: ['ready', 'unready', 'stopping', 'stopped', 'crashed'],
  unready: ['ready', 'stopping', 'stopped', 'crashed'],
  stopping: ['stopped'],
  stopped: ['starting'],
  crashed: ['waiting', 'starting', 'stopped'],
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

  it('is a crash only when a process ends that nobody had asked to since it was launched', () => {
    fc.assert(
      fc.property(fc.array(happening), (happenings) => {
        const crashed = lives(happenings).findIndex(({ phase }) => phase === 'crashed');
        if (crashed < 0) return;
        const past = happenings.slice(0, crashed).map(({ kind }) => kind);
        expect(past.at(-1)).toBe('exited');
        expect(past.slice(past.lastIndexOf('launched'))).not.toContain('stop-asked');
      }),
    );
  });

  it('is over once it was asked to stop and its process has ended, whatever was before', () => {
    fc.assert(
      fc.property(fc.array(happening), (happenings) => {
        const exited: Happening = { kind: 'exited', exit, verdict: { kind: 'again', inMs: 0 } };
        expect(lives([...happenings, { kind: 'stop-asked' }, exited]).at(-1)?.phase).toBe('stopped');
      }),
    );
  });

  it('begins anew from every end, and only there', () => {
    fc.assert(
      fc.property(fc.array(happening), (happenings) => {
        const before = lives(happenings).at(-1) ?? start;
        const after = next(before, { kind: 'launched' });
        if (hasProcess(before)) expect(after).toBe(before);
        else expect(after).toEqual({ phase: 'starting' });
      }),
    );
  });

  it('remembers how it crashed and whether it comes back', () => {
    const crash = (verdict: Extract<Happening, { kind: 'exited' }>['verdict']): Life | undefined =>
      lives([{ kind: 'launched' }, { kind: 'exited', exit, verdict }]).at(-1);
    expect(crash({ kind: 'again', inMs: 100 })).toEqual({ phase: 'crashed', exit, againInMs: 100 });
    expect(crash({ kind: 'over' })).toEqual({ phase: 'crashed', exit });
    expect(crash({ kind: 'completed' })).toEqual({ phase: 'stopped', exit });
  });

  it('can still become ready after its time was up', () => {
    const past = lives([
      { kind: 'launched' },
      { kind: 'fell-silent', why: 'no answer' },
      { kind: 'answered', errors: 0 },
    ]);
    expect(past.map(({ phase }) => phase)).toEqual(['waiting', 'starting', 'unready', 'ready']);
  });

  it('stays ready through a rebuild, and has the errors of the last', () => {
    const past = lives([
      { kind: 'launched' },
      { kind: 'compile-began' },
      { kind: 'compiled', errors: 0 },
      { kind: 'answered', errors: 0 },
      { kind: 'compile-began' },
      { kind: 'compiled', errors: 2 },
      { kind: 'compiled', errors: 0 },
    ]);
    expect(past.slice(4)).toEqual([
      { phase: 'ready', errors: 0, isRebuilding: false },
      { phase: 'ready', errors: 0, isRebuilding: true },
      { phase: 'ready', errors: 2, isRebuilding: false },
      { phase: 'ready', errors: 0, isRebuilding: false },
    ]);
  });

  it('is alive while it may crash', () => {
    fc.assert(
      fc.property(fc.array(happening), (happenings) => {
        const life = lives(happenings).at(-1) ?? start;
        const after = next(life, { kind: 'exited', exit, verdict: { kind: 'over' } });
        expect(after.phase === 'crashed' && life.phase !== 'crashed').toBe(isAlive(life));
      }),
    );
  });
});
