import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../model/proof.ts';
import type { Summary } from '../model/session.ts';
import type { Step } from '../model/step.ts';
import type { StackState } from './stack-state.ts';
import { summaryText } from './summary.ts';

const plain = new Chalk({ level: 0 });
const step = (id: string, ...after: string[]): Step => ({
  id,
  title: id,
  service: id.split(':')[0],
  after,
  action: { kind: 'make-folder', path: '/', mode: 0o700 },
});
const verdict = (claim: string, outcome: Verdict['outcome']): Verdict => ({
  service: 'web',
  claim,
  outcome,
  seen: 'answered 500',
});
const summary: Summary = {
  plan: { steps: [step('web:start'), step('web:ready', 'web:start'), step('side')], notices: [] },
  services: [
    { name: 'web', urls: [{ label: 'page', url: 'https://localhost:1/' }] },
    { name: 'store', urls: [] },
    { name: 'keys', urls: [] },
  ],
  verdicts: [],
  lan: undefined,
};
const state: StackState = {
  beganAt: 1_000,
  services: new Map([
    ['web', { life: { phase: 'ready', errors: 0, isRebuilding: false }, since: 3_500, readyAt: 3_500 }],
    ['store', { life: { phase: 'starting' }, since: 0 }],
  ]),
  steps: new Map([
    ['web:start', { startedAt: 1_000, endedAt: 1_500 }],
    ['web:ready', { startedAt: 1_500, endedAt: 3_500 }],
    ['side', { startedAt: 1_000, endedAt: 1_100 }],
  ]),
};

const allReady: StackState = { ...state, services: new Map([...state.services].slice(0, 1)) };

describe('the summary of a start', () => {
  it('has a row for each service that has come into being', () => {
    expect(summaryText(summary, state, plain, false)).toBe(
      [
        '',
        'service  state     address               ready after',
        'web      ready     https://localhost:1/  2.5 s',
        'store    starting',
        '',
        '1 of 2 not ready: store (starting).',
        'Started in 2.5 s.',
        '',
      ].join('\n'),
    );
  });

  it('says what was proven, and what was refuted by what', () => {
    const verdicts = [verdict('serves pages', 'proven'), verdict('knows us', 'proven'), verdict('is quick', 'refuted')];
    const text = summaryText({ ...summary, verdicts }, state, plain, false);
    expect(text).toContain('ready after  proven\n');
    expect(text).toContain('2.5 s        2 of 3\n');
    expect(text).toContain('✗ refuted: web is quick: answered 500\n');
  });

  it('says which services it had to wait for, and how long', () => {
    expect(summaryText(summary, allReady, plain, false)).toContain('\nReady in 2.5 s: web 2.5\n');
  });

  it('says which steps it had to wait for, to those who ask', () => {
    expect(summaryText(summary, allReady, plain, true)).toContain(
      'Ready in 2.50 s; critical path 2.50 s: web:start 0.50 → web:ready 2.00\n',
    );
  });
});
