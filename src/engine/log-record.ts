/** Events → lines of `events.ndjson` and back. */
import { entriesOf } from '../model/entry.ts';
import type { Event } from '../model/event.ts';
import type { LinesRecord, LogRecord } from '../model/log.ts';
import type { Problem } from '../model/problem.ts';
import { jsonText } from './json-text.ts';
import { withoutSecrets } from './mask-secrets.ts';

/**
 * The line for an event that is not output of a service; `undefined` for events that are not kept. What lines mean is not:
 * whoever reads them recognises it anew, with what is known by then.
 */
export function logRecord(event: Event): string | undefined {
  const record = recordOf(event);
  return record && `${JSON.stringify(record)}\n`;
}

function recordOf(event: Event): LogRecord | undefined {
  const { at } = event;
  switch (event.kind) {
    case 'service-phase':
      return event;
    case 'service-exited':
      return { at, kind: event.kind, service: event.service, exit: event.exit, wasKilled: event.wasKilled };
    case 'notice':
      return event;
    case 'problem':
    case 'step-failed':
      return ofProblem(at, event.problem);
    case 'step-started':
    case 'step-progress':
    case 'step-skipped':
    case 'step-succeeded':
    case 'verdict':
    case 'failure-seen':
    case 'log-block':
      return undefined;
  }
}

function ofProblem(at: number, { cause: _, ...problem }: Problem): LogRecord {
  const { service, summary, evidence } = problem;
  return {
    at,
    kind: 'problem',
    ...(service === undefined ? {} : { service }),
    problem: {
      ...problem,
      summary: withoutSecrets(summary),
      ...(evidence === undefined ? {} : { evidence: withoutSecrets(evidence) }),
    },
  };
}

/** The line for a block that has been masked. */
export function linesRecord(
  { at, service, stream, isPartial }: Extract<Event, { kind: 'log-block' }>,
  block: Uint8Array,
): Latin1 {
  const start = JSON.stringify({ at, kind: 'lines', service, stream, ...(isPartial ? { isPartial } : {}) });
  const head = Buffer.from(`${start.slice(0, -1)},"text":"`).toString('latin1');
  const text = jsonText(block.at(-1) === newline ? block.subarray(0, -1) : block);
  return [head, text, '"}\n'];
}

/** Bytes as letters of Latin-1, in pieces: putting them together only to take them apart would cost as much again. */
export type Latin1 = readonly string[];

const newline = 0x0a;

/** What a line says, each entry for itself; nothing for a line that a crash has cut off. */
export function parseRecords(line: string): readonly LogRecord[] {
  const value = parsed(line);
  if (typeof value !== 'object' || value === null || !('kind' in value && 'at' in value)) return [];
  const record = value as LogRecord | LinesRecord;
  return record.kind === 'lines' ? entriesOf(record.text).map((entry) => ofEntry(record, entry)) : [record];
}

const ofEntry = ({ text: _, ...rest }: LinesRecord, line: string): LogRecord => ({ ...rest, kind: 'line', line });

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
