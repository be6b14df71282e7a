/** How a service is, in a few words. */
import { exitInWords } from '../model/exit.ts';
import type { Life } from '../model/life.ts';
import { duration } from './duration.ts';

/** `forMs` is how long it has been so. */
export function lifeText(life: Life, forMs: number): string {
  switch (life.phase) {
    case 'waiting':
      return life.needs.length === 0 ? 'waiting' : `waiting for ${life.needs.join(', ')}`;
    case 'starting':
    case 'listening':
    case 'compiling':
    case 'stopping':
      return `${life.phase} ${duration(forMs)}`;
    case 'ready':
      return [
        'ready',
        ...(life.isRebuilding ? ['rebuilding'] : []),
        ...(life.errors === 0 ? [] : [errorCount(life.errors)]),
      ].join(', ');
    case 'unready':
      return `unready: ${life.why}`;
    case 'crashed':
      return `crashed (${exitInWords(life.exit)})${againText(life.againInMs, forMs)}`;
    case 'stopped':
      return life.exit ? 'completed' : 'stopped';
  }
}

/** Errors of a compile, for people. */
export const errorCount = (errors: number): string => (errors === 1 ? '1 error' : `${errors} errors`);

const againText = (againInMs: number | undefined, forMs: number): string => {
  if (againInMs === undefined) return '';
  return againInMs > forMs ? `, again in ${duration(againInMs - forMs)}` : ', starts again';
};
