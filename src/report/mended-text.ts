/** What `doctor --fix` is about to do, and what came of it. */
import type { Defect, Examined } from '../model/check.ts';

const defectsOf = (answers: readonly Examined[]): readonly { readonly id: string; readonly defect: Defect }[] =>
  answers.flatMap(({ check: { id }, finding }) =>
    finding.status === 'warn' || finding.status === 'fail' ? [{ id, defect: finding }] : [],
  );

/** A line for each thing that will be done, and the commands that are left to a person. */
export function fixPlanText(answers: readonly Examined[]): string {
  const defects = defectsOf(answers);
  const [own, others] = [true, false].map((isOwn) =>
    defects.filter(({ defect }) => (defect.fix.mend !== undefined) === isOwn),
  );
  const line = ({ id, defect: { fix } }: (typeof defects)[number], withCommand: boolean): string =>
    `  ${id}  ${fix.text}${withCommand && fix.command !== undefined ? ` ${fix.command}` : ''}`;
  return [
    ...(own && own.length > 0 ? ['To be mended:', ...own.map((each) => line(each, false))] : []),
    ...(others && others.length > 0
      ? [
          'Left to you:',
          ...others.map(
            (each) => line(each, true) + (each.defect.fix.needsRoot === true ? '  (as an administrator)' : ''),
          ),
        ]
      : []),
  ].join('\n');
}

/** What is mended, and what is left and why. */
export function mendedText(
  mended: readonly string[],
  left: readonly { readonly id: string; readonly why: string | undefined }[],
): string {
  return [
    mended.length === 0 ? 'Nothing was mended.' : `Mended: ${mended.join(', ')}`,
    ...(left.length === 0
      ? []
      : ['Left:', ...left.map(({ id, why }) => `  ${id}${why === undefined ? '' : `  ${why}`}`)]),
  ].join('\n');
}
