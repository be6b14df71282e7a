/** Works out what patching a checkout would change, file by file, before anything is written. */
import type { CheckedPatch } from '../model/check.ts';
import {
  type CheckoutSnapshot,
  type Era,
  type Patch,
  type RecordedFile,
  type RecordedFiles,
  unfinishedMerge,
} from '../model/patch.ts';
import type { Problem, Result } from '../model/problem.ts';
import { ok, okUnless } from '../model/problem.ts';
import {
  fileUnfinishedMerge,
  patchAnchorAmbiguous,
  patchAnchorMissing,
  patchFileNotText,
} from '../model/problems/patch.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { StackValues } from '../model/stack-values.ts';
import type { PlannedFile, PlannedPatches, WithdrawnFile } from '../model/step.ts';
import type { PatchOutcome } from './apply-patch.ts';
import { applyPatch } from './apply-patch.ts';
import { changedLines, lineOf } from './changed-lines.ts';
import { chooseEra } from './choose-era.ts';

/** One patch, as the checkout has it now. */
export interface PatchState extends Omit<CheckedPatch, 'service'> {
  /** Why it cannot be applied; only with `conflict`. */
  readonly problem: Problem | undefined;
}

/** All edits of a service's era, folded into one new text per file; every conflict is collected, not just the first. */
export function planPatches(
  service: ServiceDefinition,
  snapshot: CheckoutSnapshot,
  values: StackValues,
  recorded: RecordedFiles = new Map(),
): Result<PlannedPatches> {
  const folded = foldPatches(service, snapshot, values, recorded);
  if (!folded.ok) return folded;
  const { era, files, withdrawn } = folded.value;
  const problems = files.flatMap(({ states }) => states.flatMap(({ problem }) => problem ?? []));
  return okUnless([...new Set(problems)], {
    service: service.name,
    checkout: snapshot.root,
    era,
    files: files.flatMap((file) => plannedFile(file)),
    withdrawn,
    remarks: remarksOf(service.name, files, withdrawn),
    copies: service.copies?.(values) ?? [],
  });
}

/** A sentence for each file that is not as metaton left it. */
function remarksOf(
  service: string,
  files: readonly FoldedFile[],
  withdrawn: readonly WithdrawnFile[],
): readonly string[] {
  const again = files.flatMap(({ file, states }) => {
    const words = new Set(states.flatMap(({ happened }) => happened ?? []));
    return words.size === 0 ? [] : [`${service}: ${file} is patched again: ${[...words].join('; ')}.`];
  });
  const off = withdrawn.map(
    ({ file }) => `${service}: the edits of ${file} are taken off: the code is of another era by now.`,
  );
  return [...again, ...off];
}

/** Whether each patch of the era is applied, for `metaton patch --check`. */
export function patchStates(
  service: ServiceDefinition,
  snapshot: CheckoutSnapshot,
  values: StackValues,
  recorded: RecordedFiles = new Map(),
): Result<readonly PatchState[]> {
  const folded = foldPatches(service, snapshot, values, recorded);
  if (!folded.ok) return folded;
  const { era, files, withdrawn } = folded.value;
  const leftOver = withdrawn.flatMap(({ file, before, after }) => {
    const { removed, added, line } = changedLines(before, after ?? '');
    return (recorded.get(file)?.patches ?? []).map((id): PatchState => ({
      id,
      file,
      why: `The code is of the era ${era ?? 'of no edits'} now, in which nobody needs it.`,
      state: 'drifted',
      isOurs: true,
      isAdopted: false,
      line,
      removes: removed,
      brings: added,
      happened: `left from the era ${recorded.get(file)?.era ?? 'before'}`,
      problem: undefined,
    }));
  });
  return ok([...files.flatMap(({ states }) => states), ...leftOver]);
}

interface Folded {
  readonly era: string | undefined;
  readonly files: readonly FoldedFile[];
  readonly withdrawn: readonly WithdrawnFile[];
}

interface FoldedFile {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What the file would be without metaton. */
  readonly original: string | undefined;
  readonly states: readonly PatchState[];
}

function foldPatches(
  service: ServiceDefinition,
  snapshot: CheckoutSnapshot,
  values: StackValues,
  recorded: RecordedFiles,
): Result<Folded> {
  if (service.eras.length === 0) return ok({ era: undefined, files: [], withdrawn: [] });
  const era = chooseEra(service, snapshot);
  if (!era.ok) return era;
  const patches = era.value.patches.filter(({ when }) => when?.(values) ?? true);
  const edited = new Set(patches.map(({ file }) => file));
  const wanted: Era = { ...era.value, patches };
  return ok({
    era: era.value.name,
    files: [...edited].map((file) =>
      foldFile({ service: service.name, era: wanted, snapshot, values, recorded }, file),
    ),
    withdrawn: [...recorded]
      .filter(([file, { now, era: earlier }]) => !edited.has(file) && earlier !== era.value.name && now !== 'gone')
      .flatMap(([file, { pristine }]) => {
        const before = snapshot.text(file);
        return before === undefined || before === pristine ? [] : [{ file, before, after: pristine }];
      }),
  });
}

interface FoldGround {
  readonly service: string;
  readonly era: Era;
  readonly snapshot: CheckoutSnapshot;
  readonly values: StackValues;
  readonly recorded: RecordedFiles;
}

function foldFile({ service, era, snapshot, values, recorded }: FoldGround, file: string): FoldedFile {
  const before = snapshot.text(file);
  const known = recorded.get(file);
  const original = known ? known.pristine : before;
  const patches = era.patches.filter((patch) => patch.file === file);
  const obstacle = obstacleOf(service, file, before);
  let after = before;
  const states: PatchState[] = [];
  for (const patch of patches) {
    const outcome = obstacle ? undefined : applyPatch(after, patch, values);
    states.push(stateOf(service, patch, { before, after, outcome, obstacle, known }));
    if (outcome?.kind === 'changed' && states.at(-1)?.state !== 'not-applicable') after = outcome.text;
  }
  // Edits of another era are taken off first: some of them may be no more.
  const isOtherEra = known?.era !== undefined && known.era !== era.name && known.now !== 'gone';
  if (isOtherEra && !obstacle) after = foldAgain(original, patches, values);
  return { file, before, after, original, states };
}

function foldAgain(text: string | undefined, patches: readonly Patch[], values: StackValues): string | undefined {
  return patches.reduce((so, patch) => {
    const outcome = applyPatch(so, patch, values);
    return outcome.kind === 'changed' && !(text === undefined && patch.mayLack === 'file') ? outcome.text : so;
  }, text);
}

function obstacleOf(service: string, file: string, text: string | undefined): Problem | undefined {
  if (text === undefined) return undefined;
  // Bytes that are not UTF-8 were read as U+FFFD: writing that back would change them.
  if (text.includes('\uFFFD')) return patchFileNotText(service, file);
  const line = unfinishedMerge(text);
  return line === undefined ? undefined : fileUnfinishedMerge(service, file, line);
}

interface Seen {
  /** The file as it is, and as the patches before this one make it. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly outcome: PatchOutcome | undefined;
  readonly obstacle: Problem | undefined;
  readonly known: RecordedFile | undefined;
}

function stateOf(service: string, patch: Patch, { before, after, outcome, obstacle, known }: Seen): PatchState {
  const isOurs = known?.patches.includes(patch.id) === true;
  const common = {
    id: patch.id,
    file: patch.file,
    why: patch.why,
    isOurs,
    isAdopted: false,
    line: undefined,
    removes: [],
    brings: [],
    happened: undefined,
    problem: undefined,
  };
  if (!outcome) return { ...common, state: 'conflict', problem: obstacle };
  switch (outcome.kind) {
    case 'already-applied':
      return { ...common, state: 'applied', isAdopted: !isOurs && patch.kind !== 'correct' };
    case 'changed': {
      if (before === undefined && patch.mayLack === 'file') return { ...common, state: 'not-applicable' };
      const { removed, added, line } = changedLines(after ?? '', outcome.text);
      return {
        ...common,
        state: isOurs ? 'drifted' : 'pristine',
        line: before === undefined ? undefined : (lineOf(before, removed[0]) ?? line),
        removes: removed,
        brings: added,
        happened: isOurs ? whatHappened(known.now, removed) : undefined,
      };
    }
    case 'anchor-missing': {
      if (patch.mayLack === 'line' || (patch.mayLack === 'file' && before === undefined))
        return { ...common, state: 'not-applicable' };
      const problem = patchAnchorMissing(service, patch.file, patch.id, outcome.anchor, outcome.nearest);
      return { ...common, state: 'conflict', line: numberOf(outcome.nearest[0]), problem };
    }
    case 'anchor-ambiguous': {
      const problem = patchAnchorAmbiguous(service, patch.file, patch.id, outcome.anchor, outcome.matches);
      return { ...common, state: 'conflict', line: numberOf(outcome.matches[0]), problem };
    }
  }
}

/** Outcomes give lines as `12: text`. */
const numberOf = (shown: string | undefined): number | undefined =>
  shown === undefined ? undefined : Number(/^\d+/.exec(shown)?.[0]);

function whatHappened(now: RecordedFile['now'], removed: readonly string[]): string {
  switch (now) {
    case 'gone':
      return 'the file was removed';
    case 'original':
      return 'what was there before metaton is back, as after `git checkout` or `git stash`';
    case 'as-left':
      return 'the settings are others by now';
    case 'changed':
      return removed.length === 0
        ? 'its line is gone, as after a pull or by hand'
        : `changed since, as by a pull or by hand, to: ${removed.join(' ⏎ ')}`;
  }
}

/** What was so already is the user's own: it is not ours to take off. */
const isPutIn = ({ state, isOurs }: PatchState): boolean =>
  state === 'pristine' || state === 'drifted' || (state === 'applied' && isOurs);

const plannedFile = ({ file, before, after, original, states }: FoldedFile): PlannedFile[] =>
  after === undefined || after === before
    ? []
    : [{ file, before, after, original, patches: states.filter(isPutIn).map(({ id }) => id) }];
