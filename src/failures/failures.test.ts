import { describe, expect, it } from 'vitest';
import { buildProgram } from '../commands/program.ts';
import { FailureMatcher } from '../engine/match-failures.ts';
import { shortestMark } from '../model/failure.ts';
import { allServices } from '../services/index.ts';
import { allFailures } from './index.ts';

const matcher = new FailureMatcher(allFailures);
const idsIn = (text: string): readonly string[] => matcher.find(Buffer.from(text)).map(({ failure }) => failure.id);

/** How others print the lines of many programs. */
const prefixes = [
  ['metaton', 'reticulum  | '],
  ['metaton with times', '18:03:07.042 reticulum  | '],
  ['docker compose', 'reticulum-1  | '],
  ['concurrently', '[0] '],
  ['foreman', '18:03:07 web.1   |  '],
  ['colours', '\u001b[32mreticulum\u001b[39m | \u001b[31m'],
] as const;

const commands = buildProgram('', () => Promise.resolve()).commands.map((command) => command.name());

it('knows at least forty', () => {
  expect(allFailures.length).toBeGreaterThanOrEqual(40);
});

describe.each(allFailures.map((failure) => [failure.id, failure] as const))('%s', (id, failure) => {
  it('is told from all others by its example', () => {
    expect(allFailures.filter(({ pattern }) => pattern.test(failure.example)).map((other) => other.id)).toEqual([id]);
    expect(idsIn(failure.example)).toEqual([id]);
  });

  it.each(prefixes)('is recognised behind the prefix of %s', (_, prefix) => {
    expect(idsIn(`${prefix}${failure.example}\r\n`)).toEqual([id]);
  });

  it('has marks that can be looked for fast, and a pattern that keeps nothing from one line to the next', () => {
    for (const mark of failure.marks) {
      expect(mark.length).toBeGreaterThanOrEqual(shortestMark);
      expect(mark).toMatch(/^[ -~]+$/);
    }
    expect(failure.pattern.flags).not.toMatch(/[gy]/);
  });

  it('is of services that there are, and sends to commands and pages that there may be', () => {
    expect(allServices.map(({ name }) => name)).toEqual(expect.arrayContaining([...failure.services]));
    expect(failure.source).toMatch(/^https:\/\/[\w.-]+\//);
    const words = [failure.meaning, ...failure.remedies].join('\n');
    for (const [, command = ''] of words.matchAll(/`metaton (\w+)/g)) expect(commands).toContain(command);
  });
});
