/** Works out what patching a checkout would change, file by file, before anything is written. */
import type { CheckoutSnapshot, Patch } from '../model/patch.ts';
import type { Problem, Result } from '../model/problem.ts';
import { ok, okUnless } from '../model/problem.ts';
import { patchAnchorAmbiguous, patchAnchorMissing, patchFileNotText } from '../model/problems/patch.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { StackValues } from '../model/stack-values.ts';
import type { PlannedFile, PlannedPatches } from '../model/step.ts';
import type { PatchOutcome } from './apply-patch.ts';
import { applyPatch } from './apply-patch.ts';
import { chooseEra } from './choose-era.ts';

/** One patch, as the checkout has it now. */
export interface PatchState {
  readonly id: string;
  readonly file: string;
  readonly why: string;
  readonly state: 'pristine' | 'applied' | 'conflict';
  /** Why it cannot be applied; only with `conflict`. */
  readonly problem: Problem | undefined;
}

/** All edits of a service's era, folded into one new text per file; every conflict is collected, not just the first. */
export function planPatches(
  service: ServiceDefinition,
  snapshot: CheckoutSnapshot,
  values: StackValues,
): Result<PlannedPatches> {
  const folded = foldPatches(service, snapshot, values);
  if (!folded.ok) return folded;
  const problems = folded.value.flatMap(({ states }) => states.flatMap(({ problem }) => problem ?? []));
  return okUnless(problems, {
    service: service.name,
    checkout: snapshot.root,
    files: folded.value.flatMap(plannedFile),
    copies: service.copies?.(values) ?? [],
  });
}

/** Whether each patch of the era is applied, for `metaton patch --check`. */
export function patchStates(
  service: ServiceDefinition,
  snapshot: CheckoutSnapshot,
  values: StackValues,
): Result<readonly PatchState[]> {
  const folded = foldPatches(service, snapshot, values);
  return folded.ok ? ok(folded.value.flatMap(({ states }) => states)) : folded;
}

interface FoldedFile {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly states: readonly PatchState[];
}

function foldPatches(
  service: ServiceDefinition,
  snapshot: CheckoutSnapshot,
  values: StackValues,
): Result<readonly FoldedFile[]> {
  if (service.eras.length === 0) return ok([]);
  const era = chooseEra(service, snapshot);
  if (!era.ok) return era;
  const patches = era.value.patches.filter(({ when }) => when?.(values) ?? true);
  const files = [...new Set(patches.map(({ file }) => file))];
  return ok(
    files.map((file) =>
      foldFile(
        service.name,
        snapshot.text(file),
        file,
        patches.filter((patch) => patch.file === file),
        values,
      ),
    ),
  );
}

function foldFile(
  service: string,
  before: string | undefined,
  file: string,
  patches: readonly Patch[],
  values: StackValues,
): FoldedFile {
  let after = before;
  const states: PatchState[] = [];
  for (const patch of patches) {
    const outcome = applyPatch(after, patch, values);
    if (outcome.kind === 'changed') after = outcome.text;
    const problem = isText(before) ? conflict(service, patch, outcome) : patchFileNotText(service, file);
    states.push({ id: patch.id, file, why: patch.why, state: problem ? 'conflict' : stateOf(outcome), problem });
  }
  return { file, before, after, states };
}

/** Bytes that are not UTF-8 were read as U+FFFD: writing that back would change them. */
const isText = (text: string | undefined): boolean => text?.includes('\uFFFD') !== true;

const stateOf = (outcome: PatchOutcome): 'applied' | 'pristine' =>
  outcome.kind === 'already-applied' ? 'applied' : 'pristine';

function conflict(service: string, patch: Patch, outcome: PatchOutcome): Problem | undefined {
  switch (outcome.kind) {
    case 'anchor-missing':
      return patchAnchorMissing(service, patch.file, patch.id, outcome.anchor, outcome.nearest);
    case 'anchor-ambiguous':
      return patchAnchorAmbiguous(service, patch.file, patch.id, outcome.anchor, outcome.matches);
    case 'changed':
    case 'already-applied':
      return undefined;
  }
}

const plannedFile = ({ file, before, after, states }: FoldedFile): PlannedFile[] =>
  after === undefined || after === before ? [] : [{ file, before, after, patches: states.map(({ id }) => id) }];
