/** How long each step took: kept, so that the next run can say what to expect. */
import type { Event } from '../model/event.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';

/** By step id, ms. */
export type Times = ReadonlyMap<string, number>;

const timesFile = (state: string): string => `${state}/times.json`;

/** The session whose events are looked at, and what the steps took so far that did something. */
export function watchTimes(session: Session): { readonly session: Session; readonly times: Times } {
  const begun = new Map<string, number>();
  const times = new Map<string, number>();
  const take = (event: Event): void => {
    if (event.kind === 'step-started') begun.set(event.step, event.at);
    if (event.kind !== 'step-succeeded' || event.note === 'nothing to do') return;
    times.set(event.step, event.at - (begun.get(event.step) ?? event.at));
  };
  const event = (each: Event): void => {
    take(each);
    session.report.event(each);
  };
  return { session: { ...session, report: { ...session.report, event } }, times };
}

/** The plan with what each of its steps took the last time. */
export async function withTimes(plan: Plan, state: string, { machine: { files } }: Session): Promise<Plan> {
  const known = await readTimes(state, files);
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, expectedMs: known[step.id] })) };
}

/** Keeps them for the next run. */
export async function keepTimes(times: Times, state: string, { machine: { files } }: Session): Promise<void> {
  if (times.size === 0) return;
  const all = { ...(await readTimes(state, files)), ...Object.fromEntries(times) };
  await files.makeFolder(state, 0o700);
  await files.write(timesFile(state), `${JSON.stringify(all, undefined, 2)}\n`, 0o600);
}

async function readTimes(
  state: string,
  files: Session['machine']['files'],
): Promise<Readonly<Record<string, number | undefined>>> {
  try {
    return JSON.parse((await files.read(timesFile(state))) ?? '{}') as Record<string, number>;
  } catch {
    // It only says what to expect.
    return {};
  }
}
