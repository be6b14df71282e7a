/** Events → programs: one JSON document, or one line per event. */
import type { Event, Room } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import type { Report } from '../model/session.ts';

/** Raised when a field changes its meaning or goes away; new fields may come without. */
const schemaVersion = 1;

/** The report for programs, a line each to `write`; events and plans only from commands that stream. */
export function makeJsonReport(write: (text: string) => void, isStream: boolean, room: Room = () => undefined): Report {
  const line = (value: object): void => {
    write(`${JSON.stringify({ schemaVersion, ...value })}\n`);
  };
  return {
    event: (event) => {
      if (isStream) line(plainEvent(event));
    },
    room,
    services: () => undefined,
    only: () => undefined,
    plan: (plan) => {
      const steps = plan.steps.map(({ id, title, service, after }) => ({ id, title, service, after }));
      if (isStream) line({ kind: 'plan', steps, notices: plan.notices });
    },
    dryRun: () => undefined,
    progress: () => () => Promise.resolve(),
    summary: ({ services, verdicts, lan }) => {
      line({ kind: 'summary', services, verdicts, lan });
    },
    examined: () => undefined,
    bytes: () => undefined,
    text: () => undefined,
    diff: () => undefined,
    note: () => undefined,
    document: line,
    problem: (problem) => {
      line({ kind: 'problem', problem: plainProblem(problem) });
    },
  };
}

/** Bytes as text, and no underlying errors. */
function plainEvent(event: Event): object {
  if (event.kind === 'log-block') {
    const { bytes, ...rest } = event;
    return { ...rest, lines: new TextDecoder().decode(bytes).replace(/\n$/, '').split('\n') };
  }
  return 'problem' in event ? { ...event, problem: plainProblem(event.problem) } : event;
}

function plainProblem({ cause, ...problem }: Problem): object {
  return cause === undefined ? problem : { ...problem, cause: cause instanceof Error ? cause.message : 'unknown' };
}
