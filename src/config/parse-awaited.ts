/** What `metaton wait` is told: `ID=STATE`, `STATE`, and for how long. */
import type { Phase } from '../model/life.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { timeoutWrong, waitWordWrong } from '../model/problems/control.ts';

/** A service, or all where absent, and the phase that it is to come to. */
export interface Awaited {
  readonly service: string | undefined;
  readonly phase: Phase;
}

const phases: Readonly<Record<Phase, true>> = {
  waiting: true,
  starting: true,
  listening: true,
  compiling: true,
  ready: true,
  unready: true,
  crashed: true,
  stopping: true,
  stopped: true,
};

const isPhase = (word: string): word is Phase => Object.hasOwn(phases, word);

/** Every word must name a phase. */
export function parseAwaited(words: readonly string[]): Result<readonly Awaited[]> {
  const parsed = words.map((word) => {
    const at = word.lastIndexOf('=');
    const phase = word.slice(at + 1);
    return isPhase(phase) && at !== 0 ? { service: at < 0 ? undefined : word.slice(0, at), phase } : word;
  });
  return okUnless(
    parsed.flatMap((value) => (typeof value === 'string' ? waitWordWrong(value, Object.keys(phases)) : [])),
    parsed.flatMap((value) => (typeof value === 'string' ? [] : value)),
  );
}

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** A length of time such as `90s`, `10m` or `1.5h`, in ms; a number alone is seconds. */
export function parseTimeout(word: string): Result<number> {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(word) ?? [];
  return amount === undefined ? failed(timeoutWrong(word)) : ok(Number(amount) * unitsMs[unit as keyof typeof unitsMs]);
}
