/** `metaton patch`: make the checkouts run at localhost, show what that changes, or take it back. */
import { revertPatches } from '../engine/patch-journal.ts';
import { guardCommits, unguardCommits } from '../engine/commit-guard.ts';
import type { Preference } from '../engine/take-off.ts';
import { isOpen } from '../model/check.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { patchesNotApplied } from '../model/problems/check.ts';
import { flagsAtOdds } from '../model/problems/patch.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import { appliedText, diffOf, revertedText, statesText } from '../report/patch-text.ts';
import { checkedPatches } from '../stack/checked-patches.ts';
import { openStack, type OpenStack, planFor } from '../stack/open-stack.ts';
import { patchDiff } from '../stack/patch-diff.ts';
import { patchPlan, plannedPatches } from '../stack/patch-plan.ts';
import { filterCommand } from '../stack/filter-command.ts';
import { run, unlessDry } from '../stack/run.ts';

/** Which services, and what with them. */
export interface PatchFlags {
  readonly ids: readonly string[];
  readonly check: boolean;
  readonly diff: boolean;
  readonly revert: boolean;
  /** Those of the guide's edits that are not needed, too. */
  readonly guideEdits: boolean;
  readonly ours: boolean;
  readonly theirs: boolean;
  /** Absent where nothing is to be done about it. */
  readonly commitGuard?: boolean | undefined;
}

/** Applies by default. */
export async function patch(flags: PatchFlags, session: Session): Promise<Result<void>> {
  const wish = wishOf(flags);
  if (!wish.ok) return wish;
  const stack = await openStack(session, { only: flags.ids, except: [] }, flags);
  if (!stack.ok) return stack;
  switch (wish.value) {
    case 'revert':
      return revert(stack.value, preferenceOf(flags), session);
    case 'check':
      return check(stack.value, session);
    case 'diff':
      return diff(stack.value, session);
    case 'apply': {
      const applied = await apply(stack.value, session);
      if (!applied.ok || flags.commitGuard === undefined || session.options.dryRun) return applied;
      return guard(stack.value, flags.commitGuard, session);
    }
  }
}

function wishOf({ check, diff, revert, ours, theirs }: PatchFlags): Result<'apply' | 'check' | 'diff' | 'revert'> {
  const wishes = [
    ...(check ? ['check' as const] : []),
    ...(diff ? ['diff' as const] : []),
    ...(revert ? ['revert' as const] : []),
  ];
  if (wishes.length > 1) return failed(flagsAtOdds(wishes.map((wish) => `--${wish}`)));
  if (ours && theirs) return failed(flagsAtOdds(['--ours', '--theirs']));
  if ((ours || theirs) && !revert) return failed(flagsAtOdds([ours ? '--ours' : '--theirs'], '--revert'));
  return ok(wishes[0] ?? 'apply');
}

const preferenceOf = ({ ours, theirs }: PatchFlags): Preference | undefined =>
  ours ? 'ours' : theirs ? 'theirs' : undefined;

function planOf(stack: OpenStack, session: Session): Result<Plan> {
  const whole = planFor(stack, session, () => false);
  return whole.ok ? ok(patchPlan(whole.value)) : whole;
}

async function apply(stack: OpenStack, session: Session): Promise<Result<void>> {
  const plan = planOf(stack, session);
  if (!plan.ok) return plan;
  return unlessDry(plan.value, session, async () => {
    const before = checkedPatches(stack);
    if (!before.ok) return before;
    session.report.plan(plan.value);
    const result = await run(plan.value, stack, session, () => Promise.resolve([]));
    if (!result.ok) return result;
    const text = appliedText(before.value.patches);
    session.report.text(text === '' ? `Nothing to do: ${before.value.patches.length} patches are applied.` : text);
    session.report.document({
      patched: plannedPatches(plan.value).map(({ service }) => service),
      patches: before.value.patches.filter((one) => isOpen(one) || one.isAdopted),
    });
    return ok(undefined);
  });
}

async function guard(
  { services, facts, values: { state } }: OpenStack,
  isWanted: boolean,
  { machine: { files, processes }, installation, report }: Session,
): Promise<Result<void>> {
  const guarded: { service: string; files: readonly string[] }[] = [];
  for (const { name: service } of services) {
    const checkout = facts.checkouts.get(service)?.root;
    if (checkout === undefined) continue;
    if (!isWanted) {
      if (await unguardCommits(files, processes, service, checkout))
        report.text(`${service}: commits are guarded no more`);
      continue;
    }
    const command = filterCommand({ service, checkout, state }, installation);
    const watched = await guardCommits(files, processes, { service, checkout, state }, command);
    if (watched.length === 0) continue;
    guarded.push({ service, files: watched });
    report.text(
      `${service}: git sees ${watched.join(', ')} without metaton's lines, as long as ${installation.root} is there`,
    );
  }
  report.document({ guarded });
  return ok(undefined);
}

async function revert(
  { services, facts, values }: OpenStack,
  prefer: Preference | undefined,
  { machine, report, options }: Session,
): Promise<Result<void>> {
  const { dryRun } = options;
  const problems: Problem[] = [];
  const done: { service: string; file: string; how: string }[] = [];
  for (const { name } of services) {
    const checkout = facts.checkouts.get(name);
    if (!checkout) continue;
    const { files, processes } = machine;
    const outcome = await revertPatches(files, name, checkout.root, values.state, { prefer, dryRun, git: processes });
    problems.push(...outcome.problems);
    done.push(...outcome.reverted.map((one) => ({ service: name, ...one })));
    for (const one of outcome.reverted) report.text(revertedText(name, one, dryRun));
    for (const words of outcome.remarks) report.text(`${name}: ${words}`);
  }
  if (done.length === 0 && problems.length === 0) report.text('Nothing to take back.');
  report.document({ reverted: done });
  return okUnless(problems, undefined);
}

function check(stack: OpenStack, { report }: Session): Result<void> {
  const checked = checkedPatches(stack);
  if (!checked.ok) return checked;
  const { patches, conflicts } = checked.value;
  const open = patches.filter(isOpen);
  report.text(open.length === 0 ? `${patches.length} patches are applied.` : statesText(open));
  report.document({ patches });
  return open.length === 0 ? ok(undefined) : failed(patchesNotApplied([]), ...conflicts);
}

function diff(stack: OpenStack, session: Session): Result<void> {
  const plan = planOf(stack, session);
  if (!plan.ok) return plan;
  const parts = patchDiff(stack, plannedPatches(plan.value));
  if (!parts.ok) return parts;
  const lines = parts.value.flatMap(({ title, change, reasons }) => [
    { kind: 'title' as const, text: title },
    ...diffOf(change, reasons),
    { kind: 'same' as const, text: '' },
  ]);
  if (lines.length === 0) session.report.text('Nothing is changed, and nothing would be.');
  else session.report.diff(lines);
  session.report.document({
    diff: parts.value.map(({ isDone, change, reasons }) => ({
      isDone,
      service: change.service,
      file: change.file,
      lines: diffOf(change, reasons).map(({ text }) => text),
    })),
  });
  return ok(undefined);
}
