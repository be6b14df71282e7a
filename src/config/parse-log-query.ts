/** Words of the command line → what to show of the logs. */
import { levels, type Level, type LogQuery } from '../model/log.ts';
import type { Problem, Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import { serviceUnknown } from '../model/problems/config.ts';
import { logFlagInvalid } from '../model/problems/logs.ts';

/** What the user says of the logs. */
export interface LogWords {
  readonly ids: readonly string[];
  readonly since?: string;
  readonly grep?: string;
  readonly level?: string;
  readonly lines?: string;
}

/** Reads all words, and tells of all that cannot be read. `known` are the services there are; `now` is what `10m` counts from. */
export function parseLogQuery(words: LogWords, known: readonly string[], now: number): Result<LogQuery> {
  const problems: Problem[] = words.ids
    .filter((id) => !known.includes(id))
    .map((id) => serviceUnknown({ source: 'command line' }, id, known));
  const read = <T>(flag: string, word: string | undefined, parse: Parse<T>, wanted: string): T | undefined => {
    if (word === undefined) return undefined;
    const value = parse(word);
    if (value === undefined) problems.push(logFlagInvalid(flag, word, wanted));
    return value;
  };
  const query = {
    services: words.ids,
    since: read(
      '--since',
      words.since,
      (word) => parseSince(word, now),
      'a time span such as 30s, 10m, 2h or 1d, or a time such as 2027-03-01T18:00 or 2027-03-01T17:00Z',
    ),
    pattern: read('--grep', words.grep, parsePattern, 'a regular expression of JavaScript'),
    level: read('--level', words.level, parseLevel, `one of ${levels.join(', ')}`),
    lines: read('--lines', words.lines, parseCount, 'a whole number'),
  };
  return okUnless(problems, query);
}

/** Answers `undefined` for what it cannot read. */
type Parse<T> = (word: string) => T | undefined;

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function parseSince(word: string, now: number): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(word) ?? [];
  if (count !== undefined) return now - Number(count) * unitsMs[unit as keyof typeof unitsMs];
  const [, day, time = 'T00:00', offset = ''] =
    /^(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(word) ?? [];
  if (day === undefined) return undefined;
  // Without an offset it is a time of this machine, a day alone too.
  const at = new Date(`${day}${time.replace(' ', 'T')}${offset}`).getTime();
  return Number.isNaN(at) ? undefined : at;
}

function parsePattern(word: string): RegExp | undefined {
  try {
    return new RegExp(word);
  } catch {
    return undefined;
  }
}

/** `warning` is the word of some programs for it. */
const parseLevel: Parse<Level> = (word) =>
  levels.find((level) => level === word.toLowerCase() || (level === 'warn' && word.toLowerCase() === 'warning'));

const parseCount: Parse<number> = (word) => (/^\d{1,9}$/.test(word) ? Number(word) : undefined);
