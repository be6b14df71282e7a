/** Picks what is asked for out of the logs. */
import { withoutColours } from '../model/entry.ts';
import { levels, type Level, type LogQuery, type LogRecord } from '../model/log.ts';
import { levelOf } from './level-of.ts';

/** A record, and how bad it is. */
export interface LevelledRecord {
  readonly record: LogRecord;
  readonly level: Level;
}

/** Answers a record with its level, or `undefined` for one that is not asked for. Must see all records, in order. */
export function makeRecordFilter(query: LogQuery): (record: LogRecord) => LevelledRecord | undefined {
  const before = new Map<string, Level>();
  return (record) => {
    const level = levelIn(record, before);
    return isWanted(record, level, query) ? { record, level } : undefined;
  };
}

function isWanted(record: LogRecord, level: Level, { services, since, pattern, level: least }: LogQuery): boolean {
  if (services.length > 0 && !(record.service !== undefined && services.includes(record.service))) return false;
  if (since !== undefined && record.at < since) return false;
  if (least !== undefined && levels.indexOf(level) > levels.indexOf(least)) return false;
  return pattern?.test(wordsOf(record)) ?? true;
}

function levelIn(record: LogRecord, before: Map<string, Level>): Level {
  switch (record.kind) {
    case 'line': {
      const source = `${record.stream} ${record.service}`;
      // The first line of an entry says what the others are about.
      const level = levelOf(withoutColours(record.line.split('\n', 1)[0] ?? ''), before.get(source) ?? 'info');
      before.set(source, level);
      return level;
    }
    case 'problem':
      return 'error';
    case 'notice':
      return 'notice';
    case 'service-exited':
      return record.wasKilled ? 'warn' : 'info';
    case 'service-phase':
      if (record.phase === 'crashed') return 'error';
      return record.phase === 'unready' ? 'warn' : 'info';
  }
}

function wordsOf(record: LogRecord): string {
  switch (record.kind) {
    case 'line':
      return withoutColours(record.line);
    case 'problem':
      return [record.problem.summary, record.problem.evidence ?? ''].join('\n');
    case 'service-exited':
      return record.exit.signal ?? String(record.exit.code);
    case 'service-phase':
      return record.phase;
    case 'notice':
      return record.text;
  }
}
