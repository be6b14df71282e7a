/** Events → lines of `events.ndjson` and back. */
import type { Event } from '../model/event.ts';
import type { LogRecord } from '../model/log.ts';
import type { Problem } from '../model/problem.ts';
import { maskSecrets } from './mask-secrets.ts';

/** The line for an event that is not output of a service; `undefined` for events that are not kept. */
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
    case 'step-skipped':
    case 'step-succeeded':
    case 'verdict':
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
      summary: masked(summary),
      ...(evidence === undefined ? {} : { evidence: masked(evidence) }),
    },
  };
}

/** The last lines of a service may stand in a Problem about it. */
const masked = (text: string): string => Buffer.from(maskSecrets(Buffer.from(text)).bytes).toString();

/** A line for each line of a block that has been masked. */
export function lineRecords(
  { at, service, stream }: Pick<Extract<Event, { kind: 'log-block' }>, 'at' | 'service' | 'stream'>,
  block: Uint8Array,
): string {
  // All but the line is the same for every line of a block, and is put into words once.
  const start = `${JSON.stringify({ at, kind: 'line', service, stream }).slice(0, -1)},"line":`;
  const lines = new TextDecoder().decode(block).replace(/\n$/, '').split('\n');
  return lines.map((line) => `${start}${JSON.stringify(line)}}\n`).join('');
}

/** What a line says; `undefined` for one that a crash has cut off. */
export function parseRecord(line: string): LogRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'kind' in value && 'at' in value
      ? (value as LogRecord)
      : undefined;
  } catch {
    return undefined;
  }
}
