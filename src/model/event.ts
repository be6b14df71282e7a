/** Everything that happens during a run. The terminal, the JSON output and the dashboard only see these. */
import type { Life } from './life.ts';
import type { Exit } from './exit.ts';
import type { Explanation } from './failure.ts';
import type { Problem } from './problem.ts';
import type { Verdict } from './proof.ts';

/** One thing that happened; `at` is milliseconds since the epoch. */
export type Event =
  | { readonly kind: 'step-started'; readonly step: string; readonly at: number }
  /** How far a long step is: `fraction` of it, where that can be told, or a line that its program printed. */
  | {
      readonly kind: 'step-progress';
      readonly step: string;
      readonly fraction: number | undefined;
      readonly text: string;
      readonly at: number;
    }
  | { readonly kind: 'step-skipped'; readonly step: string; readonly because: string; readonly at: number }
  | { readonly kind: 'step-succeeded'; readonly step: string; readonly note: string | undefined; readonly at: number }
  | { readonly kind: 'step-failed'; readonly step: string; readonly problem: Problem; readonly at: number }
  | ({ readonly kind: 'service-phase'; readonly service: string; readonly at: number } & Life)
  | {
      readonly kind: 'service-exited';
      readonly service: string;
      readonly exit: Exit;
      readonly wasKilled: boolean;
      readonly at: number;
    }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly at: number }
  /** Worth saying, and nothing to mend; `service` is absent when it concerns the whole stack. */
  | { readonly kind: 'notice'; readonly text: string; readonly service?: string; readonly at: number }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly at: number }
  /** A service has printed what a known failure is told by; said once from one start of it to the next. */
  | {
      readonly kind: 'failure-seen';
      readonly service: string;
      readonly failure: Explanation;
      readonly line: string;
      readonly at: number;
    }
  /**
   * A block of whole lines, as the bytes that came: splitting, never decoding, is what keeps them whole. With
   * `isPartial`, a line that has not ended yet: the next block of the same stream begins with the rest of it.
   */
  | {
      readonly kind: 'log-block';
      readonly service: string;
      readonly stream: 'stdout' | 'stderr';
      readonly bytes: Uint8Array;
      readonly isPartial?: boolean;
      readonly at: number;
    };

/** Receives each event as it happens. */
export type Emit = (event: Event) => void;

/** Settles when whoever receives events has room for more output; `undefined` when there is room. */
export type Room = () => Promise<void> | undefined;
