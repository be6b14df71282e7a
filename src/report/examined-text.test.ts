import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { Examined, Finding } from '../model/check.ts';
import { examinedDocument, examinedText, type ExaminedLook } from './examined-text.ts';

const answer = (id: string, finding: Finding): Examined => ({
  check: { id, title: `Is ${id}` },
  finding,
  durationMs: 7,
});
const answers = [
  answer('cert.ca', { status: 'pass', note: 'fine' }),
  answer('cert.leaf', { status: 'pass', note: 'fine' }),
  answer('db.reachable', { status: 'pass', note: 'Postgres 15' }),
  answer('db.role', {
    status: 'fail',
    summary: 'A role is missing.',
    detail: 'ret_admin\nanother',
    fix: { text: 'Make it.', command: 'metaton db setup', mend: { kind: 'tasks', tasks: [] } },
  }),
  answer('db.schema', { status: 'skip', because: 'it needs db.role' }),
  answer('env.leaks', { status: 'warn', summary: 'PORT is set.', fix: { text: 'Unset it.', needsRoot: true } }),
  answer('ret.health', { status: 'skip', because: 'the stack is down' }),
];
const plain: ExaminedLook = { chalk: new Chalk({ level: 0 }), isUnicode: true, isVerbose: false };

describe("the doctor's answers", () => {
  it('are a heading a group, what passed on one line, and problems with the way out', () => {
    expect(examinedText(answers, 2345, plain)).toBe(
      [
        '✓ cert  ca, leaf',
        '✗ db    reachable',
        '  ✗ db.role  A role is missing.',
        '      ret_admin',
        '      another',
        '    → Make it.',
        '    → metaton db setup',
        '  - db.schema  not asked: it needs db.role',
        '! env ',
        '  ! env.leaks  PORT is set.',
        '    → Unset it.',
        '- not asked: ret (the stack is down)',
        '',
        '3 passed · 1 warning · 1 failed · 2 skipped (2.3 s)',
      ].join('\n'),
    );
  });

  it('do without colour and without more than ASCII', () => {
    const text = examinedText(answers, 2345, { ...plain, isUnicode: false });
    expect(text).toMatch(/^[\x20-\x7E\n]*$/);
    expect(text).toMatch(/^x db/m);
    expect(text.endsWith('3 passed - 1 warning - 1 failed - 2 skipped (2.3 s)')).toBe(true);
  });

  it('carry colour beside the marks, never alone', () => {
    const coloured = examinedText(answers, 2345, { ...plain, chalk: new Chalk({ level: 1 }) });
    // eslint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001B\[\d+m/g, '')).toBe(examinedText(answers, 2345, plain));
  });

  it('are a line each where the user wants to know more', () => {
    expect(examinedText(answers.slice(0, 2), 0, { ...plain, isVerbose: true })).toMatch(
      /^✓ cert\n {2}✓ cert\.ca {2}fine\n {2}✓ cert\.leaf {2}fine\n/,
    );
  });

  it('are plain objects for programs', () => {
    expect(examinedDocument([answers[0], answers[3], answers[5]].filter((each) => each !== undefined))).toEqual([
      {
        id: 'cert.ca',
        group: 'cert',
        title: 'Is cert.ca',
        status: 'pass',
        summary: 'fine',
        detail: null,
        fix: null,
        durationMs: 7,
      },
      {
        id: 'db.role',
        group: 'db',
        title: 'Is db.role',
        status: 'fail',
        summary: 'A role is missing.',
        detail: 'ret_admin\nanother',
        fix: { text: 'Make it.', command: 'metaton db setup', auto: true, needsRoot: false },
        durationMs: 7,
      },
      {
        id: 'env.leaks',
        group: 'env',
        title: 'Is env.leaks',
        status: 'warn',
        summary: 'PORT is set.',
        detail: null,
        fix: { text: 'Unset it.', command: null, auto: false, needsRoot: true },
        durationMs: 7,
      },
    ]);
  });
});
