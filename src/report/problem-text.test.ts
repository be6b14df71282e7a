import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../model/problem.ts';
import { problemText } from './problem-text.ts';

const plain = new Chalk({ level: 0 });
const cause = new Error('underneath');
const problem: Problem = {
  code: 'no-luck',
  summary: 'No luck.',
  evidence: 'seen here\nand there',
  fixes: ['Try again.', 'Give up.'],
  service: 'web',
  cause,
};

describe('a Problem as text', () => {
  it('says what happened, the evidence, and what to do, in this order', () => {
    expect(problemText(problem, plain, false)).toBe(
      ['✗ No luck.  [no-luck · web]', '    seen here', '    and there', '  → Try again.', '  → Give up.', ''].join(
        '\n',
      ),
    );
  });

  it('leaves out what is not known', () => {
    const bare: Problem = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] };
    expect(problemText(bare, plain, true)).toBe('✗ No luck.  [no-luck]\n  → Try again.\n');
  });

  it('shows the underlying error only to those who ask', () => {
    expect(problemText(problem, plain, true)).toContain(cause.stack);
    expect(problemText(problem, plain, false)).not.toContain('underneath');
  });
});
