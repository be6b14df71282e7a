/** What the patches of a stack have changed, and what they would change next. */
import type { CheckedPatch } from '../model/check.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { PlannedPatches } from '../model/step.ts';
import { checkedPatches, putInPatches } from './checked-patches.ts';
import type { OpenStack } from './open-stack.ts';

/** The difference that metaton makes, or would make, to one file. */
export interface DiffPart {
  readonly title: string;
  /** Whether it is in the checkout by now. */
  readonly isDone: boolean;
  readonly change: {
    readonly service: string;
    readonly file: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
  };
  readonly reasons: readonly CheckedPatch[];
}

/** First what is changed, beside what the files would be without metaton; then what is still to be done. */
export function patchDiff(stack: OpenStack, planned: readonly PlannedPatches[]): Result<readonly DiffPart[]> {
  const [done, open] = [putInPatches(stack), checkedPatches(stack)];
  if (!done.ok) return done;
  if (!open.ok) return open;
  const { facts } = stack;
  const changed = [...facts.recorded].flatMap(([service, files]) =>
    [...files].flatMap(([file, { now, pristine: before }]): DiffPart[] => {
      const after = facts.checkouts.get(service)?.text(file);
      if (now === 'gone' || before === after) return [];
      const title = `${service}: ${file}, changed by metaton`;
      return [{ title, isDone: true, change: { service, file, before, after }, reasons: done.value.patches }];
    }),
  );
  const due = planned.flatMap(({ service, files, withdrawn }) =>
    [...files, ...withdrawn].map(({ file, before, after }): DiffPart => {
      const title = `${service}: ${file}, to be changed by metaton patch`;
      return { title, isDone: false, change: { service, file, before, after }, reasons: open.value.patches };
    }),
  );
  return ok([...changed, ...due]);
}
