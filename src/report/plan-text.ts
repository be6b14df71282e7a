/** A plan for people, before anything is done. */
import type { Plan } from '../model/step.ts';

/** Every step in order, with what it waits for. */
export function planText({ steps }: Plan): string {
  const titles = new Map(steps.map(({ id, title }) => [id, title]));
  return steps
    .map(({ title, after }, index) => {
      const waits = after.map((id) => titles.get(id) ?? id).join(', ');
      return `${String(index + 1).padStart(3)}. ${title}${waits === '' ? '' : `\n       after: ${waits}`}`;
    })
    .join('\n');
}
