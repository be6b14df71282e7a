/** How services and the whole stack stand, in words and in marks that need no colour. */
import type { PageService } from '../page-state.ts';

/** Good, on its way, bad, or at rest. */
export type Mood = 'good' | 'busy' | 'bad' | 'rest';

/** A mark for each. */
export const marks: Readonly<Record<Mood, string>> = { good: '✓', busy: '…', bad: '✗', rest: '■' };

/** How a service is. */
export function moodOf({ life }: PageService): Mood {
  switch (life.phase) {
    case 'ready':
      return life.errors > 0 ? 'bad' : 'good';
    case 'waiting':
    case 'starting':
    case 'listening':
    case 'compiling':
    case 'stopping':
      return 'busy';
    case 'unready':
    case 'crashed':
      return 'bad';
    case 'stopped':
      return life.exit ? 'good' : 'rest';
  }
}

/** How all of it is: `All ready 7/7`. */
export function overall(services: readonly PageService[]): { readonly mood: Mood; readonly text: string } {
  const count = (mood: Mood): number => services.filter((service) => moodOf(service) === mood).length;
  const share = `${count('good')}/${services.length}`;
  if (services.length === 0) return { mood: 'busy', text: 'Nothing has begun yet' };
  if (count('bad') > 0) return { mood: 'bad', text: `Degraded ${share}` };
  if (count('busy') > 0) return { mood: 'busy', text: `Starting ${share}` };
  if (count('good') === services.length) return { mood: 'good', text: `All ready ${share}` };
  return count('rest') === services.length
    ? { mood: 'rest', text: 'Stopped' }
    : { mood: 'bad', text: `Degraded ${share}` };
}
