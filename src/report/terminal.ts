/** Events → people: merged logs on stdout, what metaton itself does on stderr. */
import type { ChalkInstance } from 'chalk';
import { type Colour, colours } from '../model/colour.ts';
import type { Event, Room } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import type { DiffLine, Report } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import { duration } from './duration.ts';
import { examinedText } from './examined-text.ts';
import { FollowersNoise } from './followers-noise.ts';
import { failureLines } from './failure-text.ts';
import { makeLogLines } from './log-lines.ts';
import { planText } from './plan-text.ts';
import { problemText } from './problem-text.ts';
import { phaseLine } from './phase-line.ts';
import { afterEvent, emptyStack, type StackState } from './stack-state.ts';
import { summaryText } from './summary.ts';

/** What a view writes to. */
export interface View {
  readonly stdout: (bytes: Uint8Array | string) => void;
  readonly stderr: (text: string) => void;
  /** Whether whoever reads stdout keeps up. */
  readonly room: Room;
  readonly chalk: ChalkInstance;
  /** Whether the terminal shows more than ASCII. */
  readonly isUnicode: boolean;
  readonly isVerbose: boolean;
  /** The local time before every line of a service. */
  readonly hasTime: boolean;
  /** True when a person looks at stderr as it is written. */
  readonly isInteractive: boolean;
  /** Calls with the time, every second, until the answer is called. */
  readonly everySecond: (tick: (now: number) => void) => () => void;
}

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
  const noise = new FollowersNoise();
  /** Services whose lines are shown; all where absent. */
  let shown: ReadonlySet<string> | undefined;

  const chosen = new Map<string, Colour>();
  const prefixOf = (service: string): Uint8Array => {
    const known = prefixes.get(service);
    if (known) return known;
    const colour = chosen.get(service) ?? colours[prefixes.size % colours.length] ?? 'cyan';
    const made = Buffer.from(`${chalk[colour](service.padEnd(width))} | `);
    prefixes.set(service, made);
    return made;
  };
  const logLines = makeLogLines({ prefixOf, hasTime: view.hasTime });
  const learn = (plan: Plan): void => {
    noise.learn(plan);
    for (const step of plan.steps) {
      titles.set(step.id, step.title);
      width = Math.max(width, step.service?.length ?? 0);
    }
  };

  return {
    event: (event) => {
      const before = state;
      state = afterEvent(state, event);
      if (event.kind === 'log-block') {
        // Long work shows its steps; what the services say is in the way there.
        const isShown = !progress && (shown?.has(event.service) ?? true);
        const bytes = isShown ? noise.sift(event) : undefined;
        if (bytes) stdout(logLines({ ...event, bytes }));
        return;
      }
      progress?.(event);
      if (progress) return;
      const line = eventLine(event, { before, after: state, titles }, view);
      if (line !== undefined) stderr(`${line}\n`);
      if (event.kind === 'service-phase')
        for (const end of noise.onPhase(event.service, event)) stderr(`${chalk.dim('↳')} ${end}\n`);
      if ((event.kind !== 'problem' && event.kind !== 'step-failed') || told.has(event.problem)) return;
      told.add(event.problem);
      stderr(problemText(event.problem, chalk, view.isVerbose));
    },
    room: view.room,
    services: (heard) => {
      for (const { name, colour } of heard) {
        width = Math.max(width, name.length);
        if (colour) chosen.set(name, colour);
      }
    },
    only: (services) => {
      shown = services && new Set(services);
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
        const { onEvent, onTick, finished } = showProgress(plan);
        progress = onEvent;
        for (const event of early.splice(0)) onEvent(event);
        const still = view.everySecond(onTick);
        return () => {
          still();
          return finished();
        };
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
    examined: (answers, tookMs) => {
      stdout(`${examinedText(answers, tookMs, view)}\n`);
    },
    bytes: stdout,
    text: (text) => {
      stdout(`${text}\n`);
    },
    diff: (lines) => {
      stdout(lines.map(({ kind, text }) => `${diffColour(kind, chalk)(text)}\n`).join(''));
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

function diffColour(kind: DiffLine['kind'], chalk: ChalkInstance): (text: string) => string {
  switch (kind) {
    case 'title':
    case 'file':
      return chalk.bold;
    case 'reason':
      return chalk.yellow;
    case 'hunk':
      return chalk.cyan;
    case 'added':
      return chalk.green;
    case 'removed':
      return chalk.red;
    case 'same':
      return (text) => text;
  }
}

/** What an event means depends on what was before it. */
interface Context {
  readonly before: StackState;
  readonly after: StackState;
  readonly titles: ReadonlyMap<string, string>;
}

function eventLine(event: Event, { before, after, titles }: Context, { chalk, isVerbose }: View): string | undefined {
  switch (event.kind) {
    case 'step-succeeded': {
      if (event.note === 'nothing to do' && !isVerbose) return undefined;
      const times = after.steps.get(event.step);
      const took = times?.endedAt === undefined ? 0 : times.endedAt - times.startedAt;
      const note = event.note === undefined ? '' : ` (${event.note})`;
      return `${chalk.green('✓')} ${titles.get(event.step) ?? event.step}${note} ${chalk.dim(duration(took))}`;
    }
    case 'step-failed':
      return `${chalk.red('✗')} ${titles.get(event.step) ?? event.step}`;
    case 'service-phase':
      return phaseLine(event.service, event, before.services.get(event.service), chalk);
    case 'notice':
      return `${chalk.dim('•')} ${event.text}`;
    case 'failure-seen':
      return failureLines(event, chalk);
    case 'service-exited':
      return event.wasKilled ? `${chalk.yellow('!')} ${event.service} did not stop in time and was killed` : undefined;
    case 'problem':
    case 'step-started':
    case 'step-progress':
    case 'step-skipped':
    case 'verdict':
    case 'log-block':
      return undefined;
  }
}
