import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { defineFailure } from '../model/failure.ts';
import {
  explainedLogText,
  explanationText,
  failureLines,
  failurePlacesText,
  knownLines,
  seenText,
} from './failure-text.ts';

const chalk = new Chalk({ level: 0 });
const serious = defineFailure({
  id: 'key-empty',
  title: 'The key is empty.',
  services: ['reticulum'],
  seenIn: ['log', 'answer'],
  marks: ['ArgumentError'],
  pattern: /ArgumentError/,
  example: '  ** (ArgumentError)\n',
  meaning: 'PERMS_KEY has nothing in it.',
  remedies: ['Run metaton certs.', 'Restart it.'],
  source: 'https://example.org/1',
});
const harmless = defineFailure({
  ...serious,
  id: 'no-turn',
  title: 'There is no TURN.',
  services: [],
  isHarmless: true,
});

describe('a known failure', () => {
  it('stands beside its line with what to do; a harmless one is only named', () => {
    const seen = { kind: 'failure-seen', service: 'reticulum', line: 'x' } as const;
    expect(failureLines({ ...seen, failure: serious } as never, chalk)).toBe(
      '! reticulum: The key is empty.  [key-empty]\n  → Run metaton certs.\n  → Restart it.',
    );
    expect(failureLines({ ...seen, failure: harmless } as never, chalk)).toBe(
      '• reticulum: harmless: There is no TURN.  [no-turn]',
    );
  });

  it('stands below the Problem that it explains', () => {
    expect(knownLines([serious], chalk).join('\n')).toBe(
      '  ! The key is empty.  [key-empty]\n    PERMS_KEY has nothing in it.\n  → Run metaton certs.\n  → Restart it.',
    );
  });

  it('is shown whole by its id, with the page that shows it', () => {
    expect(explanationText(harmless)).toMatch(/^• There is no TURN\. {2}\[no-turn\]\n {4}It is harmless\.\n/);
    expect(explanationText(serious)).toMatch(/https:\/\/example\.org\/1$/);
    expect(failurePlacesText(serious)).toBe(
      '    reticulum: in what it prints, in what it answers (metaton verify), such as\n    ** (ArgumentError)',
    );
    expect(failurePlacesText(harmless)).toMatch(/^ {4}any service: /);
  });

  it('that was met before the service became ready is history', () => {
    const seen = { failure: serious, line: 'x', count: 2, at: 1_000 };
    const service = { service: 'reticulum', life: { phase: 'ready' }, since: 2_000 };
    expect(seenText(service, seen, 61_000)).toMatch(
      /^• reticulum: The key is empty\. \(2 times, last .* ago; metaton explain key-empty\)$/,
    );
    expect(seenText({ ...service, since: 500 }, { ...seen, count: 1 }, 61_000)).toMatch(/^! .*\(once, /);
  });
});

it('a log is told by its failures, the harmless last, each with its first line', () => {
  const found = [
    { failure: harmless, firstLine: 1, words: 'no turn', count: 3 },
    { failure: serious, firstLine: 7, words: '** (ArgumentError)', count: 1 },
  ];
  const text = explainedLogText({ lines: 9, found });
  expect(text.indexOf('line 7: ** (ArgumentError)')).toBeLessThan(text.indexOf('line 1, and 2 more: no turn'));
  expect(text).toMatch(/\n2 known failures in 9 lines\.$/);
  expect(explainedLogText({ lines: 1, found: [] })).toBe('0 known failures in 1 line.');
});
