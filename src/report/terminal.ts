/** Events → people: merged logs on stdout, what metaton itself does on stderr. */
import type { ChalkInstance } from 'chalk';
import type { Event, Room } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import type { Report } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import { duration } from './duration.ts';
import { makeLogLines } from './log-lines.ts';
import { planText } from './plan-text.ts';
import { problemText } from './problem-text.ts';
import { afterEvent, emptyStack } from './stack-state.ts';
import { summaryText } from './summary.ts';

/** What a view writes to. */
export interface View {
  readonly stdout: (bytes: Uint8Array | string) => void;
  readonly stderr: (text: string) => void;
  /** Whether whoever reads stdout keeps up. */
  readonly room: Room;
  readonly chalk: ChalkInstance;
  readonly isVerbose: boolean;
  /** The local time before every line of a service. */
  readonly hasTime: boolean;
  /** True when a person looks at stderr as it is written. */
  readonly isInteractive: boolean;
}

/** Colours that tell services apart; red is kept for what went wrong. */
const serviceColours = ['cyan', 'magenta', 'green', 'yellow', 'blue', 'cyanBright', 'magentaBright'] as const;

/** The report for people. */
export function makeTerminalReport(view: View): Report {
  const { chalk, stdout, stderr } = view;
  const prefixes = new Map<string, Uint8Array>();
  const titles = new Map<string, string>();
  let width = 0;
  let state = emptyStack;
  /** Problems that were told when they came need not be told again at the end. */
  const told = new Set<Problem>();
  let progress: ((event: Event) => void) | undefined;

  const prefixOf = (service: string): Uint8Array => {
    const known = prefixes.get(service);
    if (known) return known;
    const colour = serviceColours[prefixes.size % serviceColours.length] ?? 'cyan';
    const made = Buffer.from(`${chalk[colour](service.padEnd(width))} | `);
    prefixes.set(service, made);
    return made;
  };
  const logLines = makeLogLines({ prefixOf, hasTime: view.hasTime });
  const learn = (plan: Plan): void => {
    for (const step of plan.steps) {
      titles.set(step.id, step.title);
      width = Math.max(width, step.service?.length ?? 0);
    }
  };

  return {
    event: (event) => {
      state = afterEvent(state, event);
      if (event.kind === 'log-block') {
        // Long work shows its steps; what the services say is in the way there.
        if (!progress) stdout(logLines(event));
        return;
      }
      progress?.(event);
      const line = progress
        ? undefined
        : eventLine(event, titles, state.steps.get('step' in event ? event.step : ''), view);
      if (line !== undefined) stderr(`${line}\n`);
      if (event.kind === 'problem') told.add(event.problem);
    },
    room: view.room,
    services: (names) => {
      width = Math.max(width, ...names.map((name) => name.length));
    },
    plan: (plan) => {
      learn(plan);
      for (const notice of plan.notices) stderr(`${notice}\n`);
    },
    dryRun: (plan) => {
      stdout(`${planText(plan)}\n`);
    },
    progress: (plan) => {
      learn(plan);
      if (!view.isInteractive || view.isVerbose) return () => Promise.resolve();
      const shown = import('./progress.ts').then(({ showProgress }) => {
        const { onEvent, finished } = showProgress(plan);
        progress = onEvent;
        for (const event of early.splice(0)) onEvent(event);
        return finished;
      });
      // Events that come while the view is being loaded are not lost.
      const early: Event[] = [];
      progress = (event) => early.push(event);
      return async () => {
        const finished = await shown;
        await finished();
        progress = undefined;
      };
    },
    summary: (summary) => {
      stdout(summaryText(summary, state, chalk, view.isVerbose));
    },
    text: (text) => {
      stdout(`${text}\n`);
    },
    note: (text) => {
      stderr(`${text}\n`);
    },
    document: () => undefined,
    problem: (problem) => {
      if (!told.has(problem)) stderr(problemText(problem, chalk, view.isVerbose));
    },
  };
}

function eventLine(
  event: Event,
  titles: ReadonlyMap<string, string>,
  times: { readonly startedAt: number; readonly endedAt?: number } | undefined,
  { chalk, isVerbose }: View,
): string | undefined {
  switch (event.kind) {
    case 'step-succeeded': {
      if (event.note === 'nothing to do' && !isVerbose) return undefined;
      const took = times?.endedAt === undefined ? 0 : times.endedAt - times.startedAt;
      const note = event.note === undefined ? '' : ` (${event.note})`;
      return `${chalk.green('✓')} ${titles.get(event.step) ?? event.step}${note} ${chalk.dim(duration(took))}`;
    }
    case 'step-failed':
      return `${chalk.red('✗')} ${titles.get(event.step) ?? event.step}`;
    case 'service-phase':
      return event.phase === 'stopped' ? `${chalk.dim('•')} ${event.service} stopped` : undefined;
    case 'service-exited':
      return event.wasKilled ? `${chalk.yellow('!')} ${event.service} did not stop in time and was killed` : undefined;
    case 'problem':
      return problemText(event.problem, chalk, isVerbose).trimEnd();
    case 'step-started':
    case 'step-skipped':
    case 'verdict':
    case 'log-block':
      return undefined;
  }
}
