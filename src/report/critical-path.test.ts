import { expect, test } from 'vitest';
import type { Step } from '../model/step.ts';
import { criticalPath } from './critical-path.ts';

const step = (id: string, ...after: string[]): Step => ({
  id,
  title: id,
  service: undefined,
  after,
  action: { kind: 'make-folder', path: '/', mode: 0o700 },
});

test('the critical path is the slowest chain, not the longest list of steps', () => {
  const plan = {
    steps: [step('a'), step('b', 'a'), step('c', 'b'), step('slow'), step('end', 'c', 'slow')],
    notices: [],
  };
  const times = new Map([
    ['a', { startedAt: 0, endedAt: 10 }],
    ['b', { startedAt: 10, endedAt: 20 }],
    ['c', { startedAt: 20, endedAt: 30 }],
    ['slow', { startedAt: 0, endedAt: 100 }],
    ['end', { startedAt: 100, endedAt: 105 }],
  ]);
  expect(criticalPath(plan, times).map(({ step: { id } }) => id)).toEqual(['slow', 'end']);
});

test('a step that never ended counts for nothing', () => {
  const plan = { steps: [step('a'), step('b', 'a')], notices: [] };
  expect(criticalPath(plan, new Map([['a', { startedAt: 0 }]]))).toEqual([]);
});
