/** A plan for people, before anything is done. */
import type { Plan, Step } from '../model/step.ts';
import { duration } from './duration.ts';

/** Every step in order, with what it waits for, and what it takes where that is known. */
export function planText({ steps }: Plan): string {
  const titles = new Map(steps.map(({ id, title }) => [id, title]));
  return steps
    .map((step, index) => {
      const waits = step.after.map((id) => titles.get(id) ?? id).join(', ');
      const takes = takesText(step);
      return `${String(index + 1).padStart(3)}. ${step.title}${takes === '' ? '' : ` (${takes})`}${waits === '' ? '' : `\n       after: ${waits}`}`;
    })
    .join('\n');
}

/** `about 13 MiB, last time 4.2 s`. */
function takesText({ sizeMiB, expectedMs }: Step): string {
  return [
    ...(sizeMiB === undefined ? [] : [`about ${sizeMiB} MiB`]),
    ...(expectedMs === undefined ? [] : [`last time ${duration(expectedMs)}`]),
  ].join(', ');
}
