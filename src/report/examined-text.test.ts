import { describe, expect, it } from 'vitest';
import type { Examined, Finding } from '../model/check.ts';
import { examinedDocument, examinedText } from './examined-text.ts';

const problem = { code: 'no-luck', summary: 'No luck.', evidence: 'seen', fixes: ['Try again.'] } as const;
const answer = (id: string, finding: Finding): Examined => ({
  check: { id, title: `Is ${id}` },
  finding,
  durationMs: 7,
});
const answers = [
  answer('a.long', { status: 'pass', note: 'fine' }),
  answer('b', { status: 'warn', problem }),
  answer('c', { status: 'fail', problem }),
  answer('d', { status: 'skip', because: 'it rests on c' }),
];

describe("the doctor's answers", () => {
  it('are a line each, told apart by a mark, and a count', () => {
    expect(examinedText(answers)).toBe(
      [
        '✓ a.long  Is a.long: fine',
        '! b       Is b: No luck.',
        '✗ c       Is c: No luck.',
        '- d       Is d: not checked, it rests on c',
        '',
        '1 passed, 1 warnings, 1 failed, 1 skipped',
      ].join('\n'),
    );
  });

  it('are plain objects for programs, with what to do where something is wrong', () => {
    expect(examinedDocument(answers.slice(0, 2))).toEqual([
      { id: 'a.long', group: 'a', title: 'Is a.long', status: 'pass', summary: 'fine', durationMs: 7 },
      {
        id: 'b',
        group: 'b',
        title: 'Is b',
        status: 'warn',
        summary: 'No luck.',
        detail: 'seen',
        fixes: ['Try again.'],
        durationMs: 7,
      },
    ]);
  });
});
