/** A session at a made-up machine, and what was said in it. */
import type { Problem } from '../../src/model/problem.ts';
import type { Machine } from '../../src/model/machine.ts';
import type { Report, Session } from '../../src/model/session.ts';
import { madeUpInstallation } from './made-up-stack.ts';

/** A session, and what it has reported. */
export interface MadeUpSession {
  readonly session: Session;
  readonly said: {
    readonly problems: Problem[];
    readonly texts: string[];
    readonly notes: string[];
    readonly documents: Readonly<Record<string, unknown>>[];
  };
  /** Ctrl-C. */
  readonly interrupt: () => void;
}

/** Nobody has typed anything yet. */
export function madeUpSession(machine: Machine, options: Partial<Session['options']> = {}): MadeUpSession {
  const said: MadeUpSession['said'] = { problems: [], texts: [], notes: [], documents: [] };
  const nothing = (): void => undefined;
  const report: Report = {
    event: (event) => {
      if (event.kind === 'problem' || event.kind === 'step-failed') said.problems.push(event.problem);
    },
    room: () => undefined,
    services: nothing,
    only: nothing,
    plan: nothing,
    dryRun: nothing,
    progress: () => () => Promise.resolve(),
    summary: nothing,
    examined: nothing,
    bytes: nothing,
    text: (text) => void said.texts.push(text),
    diff: (lines) => void said.texts.push(lines.map(({ text }) => text).join('\n')),
    note: (text) => void said.notes.push(text),
    document: (document) => void said.documents.push(document),
    problem: (problem) => void said.problems.push(problem),
  };
  const wish = new AbortController();
  const never = new AbortController().signal;
  const session: Session = {
    machine,
    report,
    signal: wish.signal,
    hurry: never,
    kill: never,
    environment: {},
    directory: '/world',
    installation: madeUpInstallation,
    options: { json: false, verbose: false, yes: false, dryRun: false, offline: false, set: [], ...options },
    isTerminal: false,
  };
  return {
    session,
    said,
    interrupt: () => {
      wish.abort();
    },
  };
}
