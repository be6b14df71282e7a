/** The life of one service as a pure function: the only place that decides which phase follows what happened. */
import type { Phase } from '../model/event.ts';
import type { Exit } from '../model/machine.ts';

/** A phase, with what is true in it and in no other. */
export type Life =
  | { readonly phase: Exclude<Phase, 'crashed'> }
  /** `exit` is how it ended although nobody had asked it to. */
  | { readonly phase: 'crashed'; readonly exit: Exit };

/** What can happen to a service. */
export type Happening =
  | { readonly kind: 'launched' | 'probe-passed' | 'deadline-passed' | 'stop-asked' }
  | { readonly kind: 'exited'; readonly exit: Exit };

/** Returns the next life, or the very same object when the happening changes nothing. */
export function next(life: Life, happening: Happening): Life {
  switch (happening.kind) {
    case 'launched':
      return life.phase === 'waiting' ? { phase: 'starting' } : life;
    case 'probe-passed':
      return life.phase === 'starting' || life.phase === 'unready' ? { phase: 'ready' } : life;
    case 'deadline-passed':
      return life.phase === 'starting' ? { phase: 'unready' } : life;
    case 'stop-asked':
      return afterStop(life);
    case 'exited':
      return afterExit(life, happening.exit);
  }
}

/** True while there is a process that may still end by itself. */
export const isAlive = ({ phase }: Life): boolean => phase === 'starting' || phase === 'ready' || phase === 'unready';

const afterStop = (life: Life): Life => {
  if (life.phase === 'waiting') return { phase: 'stopped' };
  return isAlive(life) ? { phase: 'stopping' } : life;
};

/** An exit nobody asked for is a crash, whatever its code: these services are meant to keep running. */
const afterExit = (life: Life, exit: Exit): Life => {
  if (life.phase === 'stopping') return { phase: 'stopped' };
  return isAlive(life) ? { phase: 'crashed', exit } : life;
};
