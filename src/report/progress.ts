/** Long work as a list of steps that fills while it is done. */
import { Listr } from 'listr2';
import type { Event } from '../model/event.ts';
import type { Plan, Step } from '../model/step.ts';
import { duration } from './duration.ts';

/** What the view is told, and how it is ended. */
export interface ProgressView {
  readonly onEvent: (event: Event) => void;
  /** Shows how long what is under way has taken until now. */
  readonly onTick: (now: number) => void;
  readonly finished: () => Promise<void>;
}

interface Task {
  title: string;
  output: string;
  skip: (message: string) => void;
}

/** One line of the list. */
interface Line {
  readonly step: Step;
  readonly task: Task;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  /** Absent before it begins. */
  startedAt?: number;
  said: string;
}

/** Shows all steps of a plan at once; each is ticked off as its event comes. */
export function showProgress(plan: Plan): ProgressView {
  const lines = new Map<string, Line>();
  const tasks = plan.steps.map((step) => ({
    title: step.title,
    task: (_: unknown, task: Task) =>
      new Promise<void>((resolve, reject) => {
        lines.set(step.id, { step, task, resolve, reject, said: '' });
      }),
  }));
  const list = new Listr(tasks, { concurrent: true, exitOnError: false, rendererOptions: { collapseErrors: false } });
  const running = list.run();
  return {
    onEvent: (event) => {
      const line = 'step' in event ? lines.get(event.step) : undefined;
      if (line) show(line, event);
    },
    onTick: (now) => {
      for (const line of lines.values()) if (line.startedAt !== undefined) line.task.output = underWay(line, now);
    },
    finished: async () => {
      for (const { resolve } of lines.values()) resolve();
      await running;
    },
  };
}

function show(line: Line, event: Event): void {
  const { step, task } = line;
  const took = line.startedAt === undefined ? '' : ` ${duration(event.at - line.startedAt)}`;
  switch (event.kind) {
    case 'step-started':
      line.startedAt = event.at;
      return;
    case 'step-progress':
      line.said = event.text;
      task.output = underWay(line, event.at);
      return;
    case 'step-succeeded':
      delete line.startedAt;
      task.title = `${step.title}${event.note === undefined ? '' : ` (${event.note})`}${took}`;
      line.resolve();
      return;
    case 'step-skipped':
      delete line.startedAt;
      task.skip(`${step.title}: skipped`);
      line.resolve();
      return;
    case 'step-failed':
      delete line.startedAt;
      line.reject(new Error(event.problem.summary));
      return;
    default:
  }
}

/** `12.1 s of about 40.0 s: Receiving objects 45%`. */
function underWay({ step, startedAt = 0, said }: Line, now: number): string {
  const expected = step.expectedMs === undefined ? '' : ` of about ${duration(step.expectedMs)}`;
  return `${duration(now - startedAt)}${expected}${said === '' ? '' : `: ${said}`}`;
}
