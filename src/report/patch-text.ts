/** Patches, for people: what they change and why, and how each of them is. */
import { structuredPatch, type StructuredPatchHunk } from 'diff';
import type { CheckedPatch } from '../model/check.ts';
import type { DiffLine } from '../model/session.ts';

/** One file of a checkout, before and after; absent where there is none. */
export interface FileChange {
  readonly service: string;
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A unified diff of one file; above each hunk stand the patches that it comes from, and their reasons. */
export function diffOf(
  { service, file, before, after }: FileChange,
  reasons: readonly CheckedPatch[],
): readonly DiffLine[] {
  const { hunks } = structuredPatch(file, file, before ?? '', after ?? '', '', '', { context: 3 });
  const ours = reasons.filter((reason) => reason.service === service && reason.file === file);
  return [
    { kind: 'file', text: `--- ${before === undefined ? '/dev/null' : `a/${file}`}` },
    { kind: 'file', text: `+++ ${after === undefined ? '/dev/null' : `b/${file}`}` },
    ...hunks.flatMap((hunk) => [
      ...ours
        .filter((reason) => isIn(reason, hunk))
        .map(({ id, why }): DiffLine => ({ kind: 'reason', text: `# ${id}: ${why}` })),
      { kind: 'hunk', text: headOf(hunk) } as const,
      ...hunk.lines.map(lineOf),
    ]),
  ];
}

const headOf = ({ oldStart, oldLines, newStart, newLines }: StructuredPatchHunk): string =>
  `@@ -${startOf(oldStart, oldLines)},${oldLines} +${startOf(newStart, newLines)},${newLines} @@`;

/** No lines are after the one before them. */
const startOf = (start: number, lines: number): number => (lines === 0 ? start - 1 : start);

const kinds: Readonly<Record<string, DiffLine['kind']>> = { '+': 'added', '-': 'removed' };

/** What ends a line with CRLF is not for the terminal. */
const lineOf = (line: string): DiffLine => ({ kind: kinds[line.charAt(0)] ?? 'same', text: line.replace(/\r$/, '') });

const isIn = ({ removes, brings }: CheckedPatch, { lines }: StructuredPatchHunk): boolean => {
  const of = (mark: string): ReadonlySet<string> =>
    new Set(lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(1).trim()));
  const [added, removed] = [of('+'), of('-')];
  return brings.length === 0 ? removes.some((line) => removed.has(line)) : brings.some((line) => added.has(line));
};

/** `config/dev.exs:5`, as far as a line can be named. */
const placeOf = ({ file, line }: CheckedPatch): string => (line === undefined ? file : `${file}:${line}`);

/** A line a patch. */
export const statesText = (patches: readonly CheckedPatch[]): string =>
  patches
    .map((patch) => {
      const { service, id, state, happened } = patch;
      const more = happened === undefined ? '' : `: ${happened}`;
      return `${state.padEnd(8)}  ${service} ${placeOf(patch)} (${id})${more}`;
    })
    .join('\n');

/** What an application of patches came to: a line for each that was put in, or found there already. */
export function appliedText(before: readonly CheckedPatch[]): string {
  const words = (patch: CheckedPatch): string | undefined => {
    switch (patch.state) {
      case 'pristine':
        return `applied        ${patch.service} ${placeOf(patch)} (${patch.id}): ${changeOf(patch)}`;
      case 'drifted':
        return `applied again  ${patch.service} ${placeOf(patch)} (${patch.id}): ${patch.happened ?? changeOf(patch)}`;
      case 'applied':
        return patch.isAdopted
          ? `adopted        ${patch.service} ${placeOf(patch)} (${patch.id}): it was so already, and stays yours`
          : undefined;
      case 'not-applicable':
      case 'conflict':
        return undefined;
    }
  };
  return before.flatMap((patch) => words(patch) ?? []).join('\n');
}

const changeOf = ({ removes, brings }: CheckedPatch): string =>
  removes.length === 0 ? brings.join(' ⏎ ') : `${removes.join(' ⏎ ')} → ${brings.join(' ⏎ ')}`;

const reverted = {
  original: ['put back as it was', 'would be put back as it was'],
  merged: ["metaton's lines taken off, yours kept", "metaton's lines would be taken off, yours kept"],
  removed: ['removed', 'would be removed'],
} as const;

/** What became of one file whose patches were taken off, or would. */
export function revertedText(
  service: string,
  {
    file,
    how,
    kept,
  }: { readonly file: string; readonly how: keyof typeof reverted; readonly kept: string | undefined },
  isDry: boolean,
): string {
  const copy = kept === undefined || isDry ? '' : `; a copy with your lines is kept in ${kept}`;
  return `${service} ${file}: ${reverted[how][isDry ? 1 : 0]}${copy}`;
}
