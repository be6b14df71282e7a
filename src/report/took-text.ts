/** What long work took, for people. */
import type { Plan } from '../model/step.ts';
import { duration } from './duration.ts';

/** So many steps tell where the time went. */
const shown = 8;

/** What is quicker than this is not worth a line, ms. */
const leastMs = 100;

/** The slowest steps first, then the whole. */
export function tookText({ steps }: Plan, times: ReadonlyMap<string, number>, tookMs: number): string {
  const slowest = steps
    .flatMap(({ id, title }) => {
      const ms = times.get(id);
      return ms === undefined || ms < leastMs ? [] : [{ ms, title }];
    })
    .sort((a, b) => b.ms - a.ms)
    .slice(0, shown);
  const width = Math.max(0, ...slowest.map(({ ms }) => duration(ms).length));
  const lines = slowest.map(({ ms, title }) => `  ${duration(ms).padStart(width)}  ${title}`);
  return [...(lines.length === 0 ? [] : ['What took longest:', ...lines]), `Took ${duration(tookMs)}.`].join('\n');
}
