/** What a running stack can be shown to do, from outside. */
import type { TokenRequest } from './token.ts';

/** One claim about a running service, and the exchange that proves or refutes it. */
export type Proof = {
  /** What is proven, as the user reads it: `accepts our perms token`. */
  readonly claim: string;
} & (
  | { readonly kind: 'tls'; readonly port: number; readonly names: readonly string[] }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly token: TokenRequest | undefined;
      readonly expectStatus: number;
    }
  | {
      readonly kind: 'websocket';
      readonly url: string;
      readonly protocol: string;
      /** The first message, with the token put in. */
      readonly message: (token: string) => string;
      readonly token: TokenRequest;
      /** Judged by the first answer alone: dialog sends a second, friendly one after a refusal. */
      readonly expectAnswer: RegExp;
    }
);

/** What came of trying a proof. */
export interface Verdict {
  readonly service: string;
  readonly claim: string;
  readonly outcome: 'proven' | 'refuted';
  /** What was seen. */
  readonly seen: string;
}
