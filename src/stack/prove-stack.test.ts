import { describe, expect, it } from 'vitest';
import type { ServiceStatus } from '../model/control.ts';
import type { Life } from '../model/life.ts';
import { refutations, standingIn } from './prove-stack.ts';

const failure = {
  id: 'port-taken',
  title: 'A port is taken.',
  meaning: '',
  remedies: ['Free it.'] as const,
  source: 'https://example.org',
  isHarmless: false,
};
const status = (life: Life): ServiceStatus =>
  ({ service: 'web', life, lastFailure: { failure, line: 'x', count: 1, at: 1 } }) as unknown as ServiceStatus;

describe('how a service stands', () => {
  it.each([
    [{ phase: 'ready' }, undefined],
    [{ phase: 'unready' }, undefined],
    [{ phase: 'crashed' }, undefined],
    [{ phase: 'stopped' }, 'it was stopped'],
    [{ phase: 'stopped', exit: { code: 0, signal: undefined } }, 'it has done its work'],
    [{ phase: 'waiting', needs: ['postgres', 'dialog'] }, 'it waits for postgres, dialog'],
    [{ phase: 'waiting', needs: [] }, 'it waits'],
    [{ phase: 'compiling' }, 'it is still compiling'],
    [{ phase: 'stopping' }, 'it is still stopping'],
  ])('in %j', (life, hindrance) => {
    expect(standingIn([status(life as unknown as Life)])('web').hindrance).toBe(hindrance);
  });

  it('remembers what it met last, also while it cannot be asked', () => {
    const standing = standingIn([status({ phase: 'starting' } as unknown as Life)])('web');
    expect(standing.lastFailure).toEqual(failure);
  });

  it('is that it takes no part, where nobody knows it', () => {
    expect(standingIn([])('web')).toEqual({ hindrance: 'it is not part of the stack that runs' });
  });
});

it('only what was refuted is a Problem', () => {
  const outcomes = ['proven', 'refuted', 'untried', 'upstream-defect'] as const;
  const problems = refutations(
    outcomes.map((outcome) => ({ service: 'web', claim: `is ${outcome}`, outcome, seen: '' })),
  );
  expect(problems.map(({ summary }) => summary).join()).toContain('is refuted');
  expect(problems).toHaveLength(1);
});
