import { describe, expect, it } from 'vitest';
import type { Life } from '../model/life.ts';
import { lifeText } from './life-text.ts';

const exit = { code: 3, signal: undefined };

const lives: readonly (readonly [string, Life])[] = [
  ['waiting', { phase: 'waiting', needs: [] }],
  ['waiting for postgres, reticulum', { phase: 'waiting', needs: ['postgres', 'reticulum'] }],
  ['compiling 37.0 s', { phase: 'compiling' }],
  ['ready', { phase: 'ready', errors: 0, isRebuilding: false }],
  ['ready, 1 error', { phase: 'ready', errors: 1, isRebuilding: false }],
  ['ready, rebuilding, 2 errors', { phase: 'ready', errors: 2, isRebuilding: true }],
  ['unready: connection refused', { phase: 'unready', why: 'connection refused' }],
  ['crashed (exit code 3)', { phase: 'crashed', exit }],
  ['stopped', { phase: 'stopped' }],
  ['completed', { phase: 'stopped', exit: { code: 0, signal: undefined } }],
];

describe('how a service is', () => {
  it.each(lives)('is said as "%s"', (words, life) => {
    expect(lifeText(life, 37_000)).toBe(words);
  });

  it('has when it starts again', () => {
    expect(lifeText({ phase: 'crashed', exit, againInMs: 2_000 }, 500)).toBe('crashed (exit code 3), again in 1.5 s');
  });

  it('has nothing of a start that is overdue', () => {
    expect(lifeText({ phase: 'crashed', exit, againInMs: 2_000 }, 2_500)).toBe('crashed (exit code 3), starts again');
  });
});
