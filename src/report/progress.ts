/** Long work as a list of steps that fills while it is done. */
import { Listr } from 'listr2';
import type { Event } from '../model/event.ts';
import type { Plan } from '../model/step.ts';

/** Shows all steps of a plan at once; each is ticked off as its event comes. */
export function showProgress(plan: Plan): { onEvent: (event: Event) => void; finished: () => Promise<void> } {
  const settle = new Map<
    string,
    {
      done: (note: string | undefined) => void;
      skip: () => void;
      fail: (error: Error) => void;
      advance: (note: string) => void;
    }
  >();
  const tasks = plan.steps.map((step) => ({
    title: step.title,
    task: (_: unknown, task: { title: string; skip: (message: string) => void }) =>
      new Promise<void>((resolve, reject) => {
        settle.set(step.id, {
          done: (note) => {
            task.title = note === undefined ? step.title : `${step.title} (${note})`;
            resolve();
          },
          skip: () => {
            task.skip(`${step.title}: skipped`);
            resolve();
          },
          fail: reject,
          advance: (note) => {
            task.title = `${step.title} (${note})`;
          },
        });
      }),
  }));
  const list = new Listr(tasks, { concurrent: true, exitOnError: false, rendererOptions: { collapseErrors: false } });
  const running = list.run();
  return {
    onEvent: (event) => {
      if (event.kind === 'step-progress') settle.get(event.step)?.advance(event.note);
      if (event.kind === 'step-succeeded') settle.get(event.step)?.done(event.note);
      if (event.kind === 'step-skipped') settle.get(event.step)?.skip();
      if (event.kind === 'step-failed') settle.get(event.step)?.fail(new Error(event.problem.summary));
    },
    finished: async () => {
      for (const step of settle.values()) step.done(undefined);
      await running;
    },
  };
}
