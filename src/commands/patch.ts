/** `metaton patch`: make the checkouts run at localhost, show what that changes, or take it back. */
import { revertPatches } from '../engine/patch-journal.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { patchesNotApplied } from '../model/problems/check.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import { diffText, statesText } from '../report/patch-text.ts';
import { checkedPatches } from '../stack/checked-patches.ts';
import { openStack, type OpenStack, planFor } from '../stack/open-stack.ts';
import { patchPlan, plannedPatches } from '../stack/patch-plan.ts';
import { run, unlessDry } from '../stack/run.ts';

/** Which services, and what with them. */
export interface PatchFlags {
  readonly ids: readonly string[];
  readonly check: boolean;
  readonly diff: boolean;
  readonly revert: boolean;
  /** Those of the guide's edits that are not needed, too. */
  readonly guideEdits: boolean;
}

/** Applies by default. */
export async function patch(flags: PatchFlags, session: Session): Promise<Result<void>> {
  const stack = await openStack(session, { only: flags.ids, except: [] }, flags);
  if (!stack.ok) return stack;
  if (flags.revert) return revert(stack.value, session);
  if (flags.check) return check(stack.value, session);
  const whole = planFor(stack.value, session, () => false);
  if (!whole.ok) return whole;
  const plan = patchPlan(whole.value);
  if (flags.diff) return showDiff(stack.value, plannedPatches(plan), session);
  return unlessDry(plan, session, () => apply(plan, stack.value, session));
}

async function apply(plan: Plan, stack: OpenStack, session: Session): Promise<Result<void>> {
  session.report.plan(plan);
  const result = await run(plan, stack, session, () => Promise.resolve([]));
  if (result.ok) session.report.document({ patched: plannedPatches(plan).map(({ service }) => service) });
  return result;
}

async function revert(
  { services, facts, values }: OpenStack,
  { machine, report, options }: Session,
): Promise<Result<void>> {
  const problems: Problem[] = [];
  for (const { name } of services) {
    const checkout = facts.checkouts.get(name);
    if (!checkout) continue;
    if (options.dryRun) {
      report.text(`${name}: the originals would be put back`);
      continue;
    }
    const reverted = await revertPatches(machine.files, name, checkout.root, values.state);
    if (!reverted.ok) problems.push(...reverted.problems);
    else if (reverted.value > 0) report.text(`${name}: ${reverted.value} files put back`);
  }
  return okUnless(problems, undefined);
}

function check(stack: OpenStack, { report }: Session): Result<void> {
  const patches = checkedPatches(stack);
  if (!patches.ok) return patches;
  const open = patches.value.filter(({ state }) => state !== 'applied');
  report.text(statesText(patches.value));
  report.document({ patches: patches.value });
  return open.length === 0 ? ok(undefined) : failed(patchesNotApplied(statesText(open).split('\n')));
}

function showDiff(stack: OpenStack, planned: ReturnType<typeof plannedPatches>, { report }: Session): Result<void> {
  const reasons = checkedPatches(stack);
  if (!reasons.ok) return reasons;
  const texts = planned.map((patches) => diffText(patches, reasons.value)).filter((text) => text !== '');
  report.text(texts.length === 0 ? 'Nothing would be changed.' : texts.join('\n'));
  report.document({ diff: texts });
  return ok(undefined);
}
