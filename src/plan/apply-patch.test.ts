import dotenv from 'dotenv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stackValues } from '../../test/helpers/stack-values.ts';
import type { Patch } from '../model/patch.ts';
import type { PatchOutcome } from './apply-patch.ts';
import { applyPatch } from './apply-patch.ts';

const values = stackValues('/world');
const base = { id: 'test', file: 'file', why: 'It is a test.' };
const host: Patch = {
  ...base,
  kind: 'replace-line',
  line: /^\s*host = "(?<value>[^"]*)"/,
  value: (given) => given.host,
};
const address: Patch = { ...base, kind: 'insert-line', after: /^\s*port: 4000,$/, line: () => 'ip: loopback,' };
const env = (wanted: Readonly<Record<string, string>>): Patch => ({ ...base, kind: 'set-env', values: () => wanted });

const textOf = (outcome: PatchOutcome): string => {
  if (outcome.kind !== 'changed') throw new Error(`The patch changed nothing: ${outcome.kind}.`);
  return outcome.text;
};

describe('replace-line', () => {
  it('replaces the value and nothing else, whatever ends the lines', () => {
    expect(applyPatch('\uFEFF  host = "a" # why\r\nrest', host, values)).toEqual({
      kind: 'changed',
      text: '\uFEFF  host = "localhost" # why\r\nrest',
    });
  });

  it('replaces a value that someone has edited before', () => {
    const elsewhere = stackValues('/world', { host: 'box.lan' });
    const edited = textOf(applyPatch('host = "hubs.local"\n', host, values));
    expect(applyPatch(edited, host, elsewhere)).toEqual({ kind: 'changed', text: 'host = "box.lan"\n' });
  });

  it('passes over lines that are commented out', () => {
    expect(applyPatch('# host = "a"\n// host = "b"\n', { ...host, line: /host = "(?<value>.*)"/ }, values).kind).toBe(
      'anchor-missing',
    );
  });

  it('names the nearest lines when there is none', () => {
    expect(applyPatch('one\nhost: "a"\n', host, values)).toMatchObject({
      kind: 'anchor-missing',
      nearest: ['2: host: "a"'],
    });
    expect(applyPatch(undefined, host, values)).toMatchObject({ kind: 'anchor-missing', nearest: [] });
  });

  it('refuses to choose between two lines', () => {
    expect(applyPatch('host = "a"\n\nhost = "b"\n', host, values)).toMatchObject({
      kind: 'anchor-ambiguous',
      matches: ['1: host = "a"', '3: host = "b"'],
    });
  });

  it('does not stumble over a pattern that remembers', () => {
    const pattern = { ...host, line: /host = "(?<value>[^"]*)"/gy };
    expect(applyPatch('host = "a"', pattern, values).kind).toBe('changed');
    expect(applyPatch('host = "a"', pattern, values).kind).toBe('changed');
  });
});

describe('insert-line', () => {
  it('puts the line below its anchor, indented and ended like it', () => {
    const text = textOf(applyPatch('a\r\n\tport: 4000,\r\nb', address, values));
    expect(text).toBe('a\r\n\tport: 4000,\r\n\tip: loopback,\r\nb');
    expect(applyPatch(text, address, values)).toEqual({ kind: 'already-applied' });
  });

  it('leaves a file without a last newline without one', () => {
    expect(textOf(applyPatch('a\r\nport: 4000,', address, values))).toBe('a\r\nport: 4000,\r\nip: loopback,');
  });
});

describe('set-env', () => {
  it('makes the file where it is missing, once', () => {
    const patch = env({ A: 'one', B: '' });
    const text = textOf(applyPatch(undefined, patch, values));
    expect(text).toBe('A="one"\nB=""\n');
    expect(applyPatch(text, patch, values)).toEqual({ kind: 'already-applied' });
    expect(applyPatch(undefined, env({}), values)).toEqual({ kind: 'changed', text: '' });
  });

  it('keeps other keys, comments and order', () => {
    const text = '# mine\r\nX = 1\r\n#A=no\r\nA=old\r\nY="a\r\nA=inside"\r\n';
    expect(textOf(applyPatch(text, env({ A: 'new', C: 'c' }), values))).toBe(
      '# mine\r\nX = 1\r\n#A=no\r\nA="new"\r\nY="a\r\nA=inside"\r\nC="c"\r\n',
    );
  });

  it('sets the last of several, and leaves a value that is right as it is', () => {
    expect(textOf(applyPatch('A=1\nA=2', env({ A: '3' }), values))).toBe('A=1\nA="3"');
    expect(applyPatch("A='3'", env({ A: '3' }), values)).toEqual({ kind: 'already-applied' });
  });

  it('is not swallowed by a quote that is never closed', () => {
    const text = textOf(applyPatch('B="open\n', env({ A: '' }), values));
    expect(text).toBe('A=""\nB="open\n');
    expect(applyPatch(text, env({ A: '' }), values)).toEqual({ kind: 'already-applied' });
  });

  it('moves a comment behind a value to a line of its own, as older dotenv wants it', () => {
    expect(textOf(applyPatch('A=1 # one', env({ A: '2' }), values))).toBe('# one\nA="2"');
  });
});

const line = fc.stringMatching(/^[ \ta-zA-Z0-9=:"',.{}#/-]{0,20}$/);
const lines = fc.array(line, { maxLength: 8 });
const end = fc.constantFrom('\n', '\r\n');

describe('any patch', () => {
  it.each([
    ['replace-line', host, '  host = "hubs.local"'],
    ['insert-line', address, '  port: 4000,'],
  ] as const)('%s applied twice is applied once, and no other line changes', (_, patch, anchor) => {
    fc.assert(
      fc.property(lines, lines, end, fc.boolean(), (above, below, eol, hasLast) => {
        const text = [...above, anchor, ...below].join(eol) + (hasLast ? eol : '');
        const once = applyPatch(text, patch, values);
        fc.pre(once.kind === 'changed');
        const after = once.text.split(eol);
        expect(applyPatch(once.text, patch, values)).toEqual({ kind: 'already-applied' });
        expect(after.slice(0, above.length)).toEqual(above);
        expect(after.slice(after.length - below.length - (hasLast ? 1 : 0))).toEqual([
          ...below,
          ...(hasLast ? [''] : []),
        ]);
      }),
    );
  });

  it('set-env is read back by dotenv, and other keys stay', () => {
    const key = fc.stringMatching(/^[A-Z]{1,4}$/);
    const value = fc.stringMatching(/^[ -!#-&(-[\]-_a-~\n]{0,12}$/);
    fc.assert(
      fc.property(fc.dictionary(key, value), lines, end, (wanted, before, eol) => {
        const text = before.join(eol);
        const patch = env(wanted);
        const outcome = applyPatch(text, patch, values);
        const after = outcome.kind === 'changed' ? outcome.text : text;
        expect(applyPatch(after, patch, values)).toEqual({ kind: 'already-applied' });
        // dotenv takes `key:` for an assignment of the line below, and reads quotes that are never closed in its own way.
        fc.pre(!/["'`:]/.test(text));
        expect(dotenv.parse(after)).toEqual({ ...dotenv.parse(text), ...wanted });
      }),
    );
  });
});

describe('insert-line with what may stand there instead', () => {
  const careful: Patch = { ...address, unless: /^\s*ip: / };

  it('inserts nothing where somebody has written it by hand, unless that is commented out', () => {
    expect(applyPatch('ip: mine,\nport: 4000,\n', careful, values)).toEqual({ kind: 'already-applied' });
    expect(applyPatch('# ip: mine,\nport: 4000,\n', careful, values).kind).toBe('changed');
  });
});

describe('correct', () => {
  const key: Patch = {
    ...base,
    kind: 'correct',
    pattern: /^[ \t]*key: (?<value>.+?),?$/,
    right: (present) => (present.startsWith('"') ? 'environment()' : present),
    byHand: true,
  };

  it('puts right what is wrong, over several lines, and nothing else', () => {
    const long: Patch = { ...key, pattern: /^[ \t]*key: (?<value>"[^"]*")/ };
    expect(textOf(applyPatch('\uFEFFa\r\n  key: "1\r\n2",\r\nb', long, values))).toBe(
      '\uFEFFa\r\n  key: environment(),\r\nb',
    );
    expect(textOf(applyPatch('a\r\n  key: "1",\r\nb', key, values))).toBe('a\r\n  key: environment(),\r\nb');
  });

  it('leaves alone what is right, what is commented out, and a file that lacks it or is missing', () => {
    for (const text of ['  key: environment(),\n', '# key: "1"\n', 'other\n', undefined])
      expect(applyPatch(text, key, values)).toEqual({ kind: 'already-applied' });
  });

  it('refuses to choose between two places', () => {
    expect(applyPatch('key: "1"\n\n  key: 2\n', key, values)).toMatchObject({
      kind: 'anchor-ambiguous',
      matches: ['1: key: "1"', '3: key: 2'],
    });
  });
});
