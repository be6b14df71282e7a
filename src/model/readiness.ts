/** How we know that a service is serving, not merely alive. */
import type { TokenRequest } from './token.ts';

/** One question to a running service; it is asked again, faster at first, until it is answered well. */
export type Probe =
  | {
      readonly kind: 'http';
      /** The address dialled is always IPv4; the name in the URL goes into Host and SNI. */
      readonly url: string;
      readonly expectStatus: readonly number[];
      /** What the body must contain. */
      readonly expectBody?: string;
      readonly token?: TokenRequest;
      /** Longest wait for one answer, ms: a page server holds a GET until it has compiled. */
      readonly answerWithinMs?: number;
    }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'log-line'; readonly pattern: RegExp }
  | { readonly kind: 'sql'; readonly url: string; readonly query: string; readonly expect: string }
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]]; readonly cwd: string };

/** Probes that must pass one after the other, within one overall deadline. */
export interface Readiness {
  readonly probes: readonly Probe[];
  readonly withinMs: number;
}

/** Lines, colours aside, by which a service tells that it compiles and what came of it. */
export interface CompileMarks {
  readonly begins: RegExp;
  /** Any end, with or without errors. */
  readonly ends: RegExp;
  /** An end with errors; its first group is how many, one where there is none. */
  readonly fails: RegExp;
}
