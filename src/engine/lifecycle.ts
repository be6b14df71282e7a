/** The life of one service as a pure function: the only place that decides which phase follows what happened. */
import type { Life } from '../model/life.ts';
import type { Exit } from '../model/machine.ts';

/** What can happen to a service. */
export type Happening =
  /** What it waits for has changed. */
  | { readonly kind: 'held-up'; readonly needs: readonly string[] }
  | { readonly kind: 'launched' }
  | { readonly kind: 'port-opened' }
  | { readonly kind: 'compile-began' }
  | { readonly kind: 'compiled'; readonly errors: number }
  /** It answers as it should; `errors` of its last compile. */
  | { readonly kind: 'answered'; readonly errors: number }
  /** It did not answer in time, or no longer answers. */
  | { readonly kind: 'fell-silent'; readonly why: string }
  | { readonly kind: 'stop-asked' }
  /** `verdict` is what the policy makes of an exit that nobody asked for. */
  | { readonly kind: 'exited'; readonly exit: Exit; readonly verdict: Verdict };

/** What is to become of a service that ended by itself: it was meant to, it starts again, or it stays as it is. */
export type Verdict =
  { readonly kind: 'completed' } | { readonly kind: 'again'; readonly inMs: number } | { readonly kind: 'over' };

/** Returns the next life, or the very same object when the happening changes nothing. */
export function next(life: Life, happening: Happening): Life {
  switch (happening.kind) {
    case 'held-up':
      return life.phase === 'waiting' || life.phase === 'crashed' ? { phase: 'waiting', needs: happening.needs } : life;
    case 'launched':
      return hasProcess(life) ? life : { phase: 'starting' };
    case 'port-opened':
      return life.phase === 'starting' ? { phase: 'listening' } : life;
    case 'compile-began':
      return afterCompileBegan(life);
    case 'compiled':
      return afterCompiled(life, happening.errors);
    case 'answered':
      return isOnItsWay(life) || life.phase === 'unready'
        ? { phase: 'ready', errors: happening.errors, isRebuilding: false }
        : life;
    case 'fell-silent':
      return isOnItsWay(life) || life.phase === 'ready' ? { phase: 'unready', why: happening.why } : life;
    case 'stop-asked':
      return afterStopAsked(life);
    case 'exited':
      return afterExit(life, happening.exit, happening.verdict);
  }
}

/** True while there is a process. */
export const hasProcess = (life: Life): boolean => isAlive(life) || life.phase === 'stopping';

/** True while there is a process that may still end by itself. */
export const isAlive = (life: Life): boolean => isOnItsWay(life) || life.phase === 'ready' || life.phase === 'unready';

const isOnItsWay = ({ phase }: Life): boolean => phase === 'starting' || phase === 'listening' || phase === 'compiling';

/** A rebuild leaves a service ready: requests wait, and nobody needs to know. */
const afterCompileBegan = (life: Life): Life => {
  if (life.phase === 'ready' && !life.isRebuilding) return { ...life, isRebuilding: true };
  return life.phase === 'starting' || life.phase === 'listening' ? { phase: 'compiling' } : life;
};

const afterCompiled = (life: Life, errors: number): Life => {
  if (life.phase === 'compiling') return { phase: 'listening' };
  return life.phase === 'ready' && (life.isRebuilding || life.errors !== errors)
    ? { phase: 'ready', errors, isRebuilding: false }
    : life;
};

const afterStopAsked = (life: Life): Life => {
  if (isAlive(life)) return { phase: 'stopping' };
  return life.phase === 'waiting' || life.phase === 'crashed' ? { phase: 'stopped' } : life;
};

const afterExit = (life: Life, exit: Exit, verdict: Verdict): Life => {
  if (life.phase === 'stopping') return { phase: 'stopped' };
  if (!isAlive(life)) return life;
  if (verdict.kind === 'completed') return { phase: 'stopped', exit };
  return verdict.kind === 'again' ? { phase: 'crashed', exit, againInMs: verdict.inMs } : { phase: 'crashed', exit };
};
