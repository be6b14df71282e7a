import { describe, expect, it } from 'vitest';
import type { CheckedPatch } from '../model/check.ts';
import { appliedText, diffOf, revertedText, statesText } from './patch-text.ts';

const patch = (more: Partial<CheckedPatch>): CheckedPatch => ({
  service: 'web',
  id: 'host',
  state: 'pristine',
  file: 'config.js',
  why: 'It is a test.',
  isOurs: false,
  isAdopted: false,
  line: undefined,
  removes: [],
  brings: [],
  happened: undefined,
  ...more,
});

const text = (...given: Parameters<typeof diffOf>): readonly string[] => diffOf(...given).map(({ text }) => text);
const change = (before: string | undefined, after: string | undefined) => ({
  service: 'web',
  file: 'config.js',
  before,
  after,
});

describe('a diff', () => {
  it('has above each hunk the reasons of that hunk', () => {
    const between = 'x\n'.repeat(9);
    const reasons = [
      patch({ id: 'first', removes: ['a'], brings: ['A'] }),
      patch({ id: 'second', removes: ['b'] }),
      patch({ id: 'elsewhere', file: 'other.js', brings: ['A'] }),
    ];
    expect(text(change(`  a\n${between}b\n`, `  A\n${between}`), reasons)).toEqual([
      '--- a/config.js',
      '+++ b/config.js',
      '# first: It is a test.',
      '@@ -1,4 +1,4 @@',
      '-  a',
      '+  A',
      ' x',
      ' x',
      ' x',
      '# second: It is a test.',
      '@@ -8,4 +8,3 @@',
      ' x',
      ' x',
      ' x',
      '-b',
    ]);
  });

  it('shows a file that is made or removed as coming from or going to nowhere', () => {
    expect(text(change(undefined, 'A\r\n'), [])).toEqual(['--- /dev/null', '+++ b/config.js', '@@ -0,0 +1,1 @@', '+A']);
    expect(text(change('A\n', undefined), [])).toEqual(['--- a/config.js', '+++ /dev/null', '@@ -1,1 +0,0 @@', '-A']);
  });
});

it('the states of patches are a line each, with the line of the file and what happened', () => {
  expect(
    statesText([
      patch({ state: 'conflict', line: 7 }),
      patch({ id: 'port', state: 'drifted', happened: 'the file was removed' }),
    ]),
  ).toBe('conflict  web config.js:7 (host)\ndrifted   web config.js (port): the file was removed');
});

it('an application says what it changed, what was so already, and what it changed again', () => {
  expect(
    appliedText([
      patch({ line: 2, removes: ['a'], brings: ['A'] }),
      patch({ state: 'applied', isAdopted: true }),
      patch({ state: 'applied', isOurs: true }),
      patch({ state: 'not-applicable' }),
      patch({ state: 'drifted', happened: 'it is gone' }),
    ]),
  ).toBe(
    [
      'applied        web config.js:2 (host): a → A',
      'adopted        web config.js (host): it was so already, and stays yours',
      'applied again  web config.js (host): it is gone',
    ].join('\n'),
  );
});

it('a file that is put back is told with what was kept of it', () => {
  const file = { file: 'config.js', how: 'merged', kept: '/state/abc' } as const;
  expect(revertedText('web', file, false)).toBe(
    "web config.js: metaton's lines taken off, yours kept; a copy with your lines is kept in /state/abc",
  );
  expect(revertedText('web', file, true)).toBe("web config.js: metaton's lines would be taken off, yours kept");
});
