import { expect, it } from 'vitest';
import type { Step } from '../model/step.ts';
import { planText } from './plan-text.ts';

const step = (id: string, ...after: string[]): Step => ({
  id,
  title: `Do ${id}`,
  service: undefined,
  after,
  action: { kind: 'make-folder', path: '/', mode: 0o700 },
});

it('a plan as text has every step in order, with the words of those it waits for', () => {
  expect(planText({ steps: [step('a'), step('b'), step('c', 'a', 'b')], notices: [] })).toBe(
    ['  1. Do a', '  2. Do b', '  3. Do c', '       after: Do a, Do b'].join('\n'),
  );
});
