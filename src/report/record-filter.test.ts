import { describe, expect, it } from 'vitest';
import type { LogQuery, LogRecord } from '../model/log.ts';
import { makeRecordFilter } from './record-filter.ts';

const line = (service: string, text: string, at = 1): LogRecord => ({
  at,
  kind: 'line',
  service,
  stream: 'stdout',
  line: text,
});
const problem: LogRecord = {
  at: 9,
  kind: 'problem',
  problem: { code: 'no-luck', summary: 'No luck.', evidence: 'seen', fixes: ['Wait.'] },
};
const everything: LogQuery = { services: [], since: undefined, pattern: undefined, level: undefined, lines: undefined };

const records: readonly LogRecord[] = [
  line('web', '\u001b[31m[error]\u001b[0m lost', 1),
  line('store', 'between', 2),
  line('web', '  more of it', 3),
  line('web', '[debug] fine', 4),
  line('web', 'plain', 5),
  { at: 6, kind: 'service-phase', service: 'web', phase: 'crashed', exit: { code: 1, signal: undefined } },
  { at: 7, kind: 'service-phase', service: 'web', phase: 'ready', errors: 0, isRebuilding: false },
  { at: 8, kind: 'service-exited', service: 'web', exit: { code: undefined, signal: 'SIGKILL' }, wasKilled: true },
  problem,
];

const times = (query: Partial<LogQuery>): readonly number[] => {
  const filter = makeRecordFilter({ ...everything, ...query });
  return records.flatMap((record) => filter(record)?.record.at ?? []);
};

describe('of the logs', () => {
  it('an entry is found by any of its lines, and is as bad as its first', () => {
    const entry = line('web', '[error] lost\n  [debug] deep inside');
    expect(makeRecordFilter({ ...everything, pattern: /^ {2}.*inside$/m })(entry)).toMatchObject({ level: 'error' });
    expect(makeRecordFilter({ ...everything, level: 'error' })(entry)).toBeDefined();
  });

  it.each([
    ['everything', {}, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['only what a service says', { services: ['store'] }, [2]],
    ['only what is new enough', { since: 8 }, [8, 9]],
    ['errors, with the lines that go on with them', { level: 'error' }, [1, 3, 6, 9]],
    ['warnings and worse', { level: 'warn' }, [1, 3, 6, 8, 9]],
    ['all but debugging', { level: 'info' }, [1, 2, 3, 5, 6, 7, 8, 9]],
    ['what matches, colours aside', { pattern: /^\[error\] lost$|seen/ }, [1, 9]],
    ['all of it together', { services: ['web'], since: 2, level: 'error', pattern: /more/ }, [3]],
  ] as const)('%s is shown', (_, query, expected) => {
    expect(times(query)).toEqual(expected);
  });
});
