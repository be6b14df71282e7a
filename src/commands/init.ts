/** `metaton init`: everything up to `up`, from the checkouts that the user names. */
import type { SettingChange } from '../config/write-settings.ts';
import { parseAssignments, settingsOf } from '../config/parse-assignments.ts';
import type { Result } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import { absolute } from '../plan/stack-values.ts';
import { type OpenStack, openStack, planInit } from '../stack/open-stack.ts';
import { preflight } from '../stack/preflight.ts';
import { run, unlessDry } from '../stack/run.ts';
import { settle } from '../stack/settle.ts';
import { allServices } from '../services/index.ts';

/** Folders of checkouts and of programs, as `ID=DIR`. */
export interface InitFlags {
  readonly source: readonly string[];
  readonly runtime: readonly string[];
  /** Version of PostgREST. */
  readonly postgrest: string | undefined;
  /** A PostgREST program. */
  readonly postgrestBin: string | undefined;
}

/** Can be interrupted anywhere and run again; a second run changes nothing. */
export async function init(flags: InitFlags, session: Session): Promise<Result<void>> {
  const { directory } = session;
  const sources = parseAssignments(flags.source, allServices, directory, 'source');
  if (!sources.ok) return sources;
  const runtimes = parseAssignments(flags.runtime, allServices, directory, 'runtime');
  if (!runtimes.ok) return runtimes;
  const changes = [
    ...settingsOf(sources.value, 'path'),
    ...settingsOf(runtimes.value, 'runtime'),
    ...setting(['postgrest', 'version'], flags.postgrest),
    ...setting(['postgrest', 'bin'], flags.postgrestBin && absolute(flags.postgrestBin, directory)),
  ];
  const settled = await settle(session, sources.value, changes);
  if (!settled.ok) return settled;

  const stack = await openStack(session);
  if (!stack.ok) return stack;
  const fit = await preflight(session, stack.value);
  if (!fit.ok) return fit;
  const plan = planInit(stack.value, session);
  if (!plan.ok) return plan;
  return unlessDry(plan.value, session, () => prepare(plan.value, stack.value, session));
}

const setting = (keys: readonly string[], value: string | undefined): readonly SettingChange[] =>
  value === undefined ? [] : [{ keys, value }];

async function prepare(plan: Plan, stack: OpenStack, session: Session): Promise<Result<void>> {
  const { report } = session;
  report.plan(plan);
  const finish = report.progress(plan);
  const result = await run(plan, stack, session, () => Promise.resolve([]));
  await finish();
  if (result.ok) report.note('All is in place. Next: metaton up');
  return result;
}
