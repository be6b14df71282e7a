/** Patches, for people: what they change and why, and which are applied. */
import { createTwoFilesPatch } from 'diff';
import type { CheckedPatch } from '../model/check.ts';
import type { PlannedPatches } from '../model/step.ts';

/** A unified diff of one checkout, the reasons above each file. */
export function diffText({ service, files }: PlannedPatches, reasons: readonly CheckedPatch[]): string {
  return files
    .map(({ file, before, after, patches }) => {
      const why = reasons
        .filter(({ id, service: of }) => of === service && patches.includes(id))
        .map(({ id, why }) => `# ${id}: ${why}`);
      return [
        ...why,
        createTwoFilesPatch(before === undefined ? '/dev/null' : `a/${file}`, `b/${file}`, before ?? '', after)
          .split('\n')
          .slice(1)
          .join('\n'),
      ].join('\n');
    })
    .join('\n');
}

/** A line a patch. */
export const statesText = (patches: readonly CheckedPatch[]): string =>
  patches.map(({ service, id, file, state }) => `${state.padEnd(8)}  ${service} ${id} (${file})`).join('\n');
