/** What a running stack can be shown to do, from outside. */
import type { Explanation } from './failure.ts';
import type { TokenRequest } from './token.ts';

/** One claim about a running service, and the exchange that proves or refutes it. */
export type Proof = {
  /** What is proven, as the user reads it: `accepts our perms token`. */
  readonly claim: string;
  /** Why it cannot be tried here; absent where it can. */
  readonly hindrance?: string | undefined;
  /** What the service does instead, where that is a defect of its own: it is told, and not held against the stack. */
  readonly upstreamDefect?: string;
  /** Ten seconds where absent, ms. */
  readonly answerWithinMs?: number;
} & Exchange;

/** How a claim is tried. */
export type Exchange =
  /** Under each of these names, the certificate holds. */
  | { readonly kind: 'tls'; readonly port: number; readonly names: readonly string[] }
  /** The certificate shown is the one in this file. */
  | { readonly kind: 'fingerprint'; readonly port: number; readonly name: string; readonly certificate: string }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly token: TokenRequest | undefined;
      /** Whose token it is, where only the database knows. */
      readonly subject?: Subject;
      readonly expectStatus: number;
      readonly expectBody?: string;
      /** Of a body that is not as expected, what tells most: its first group is shown. */
      readonly telling?: RegExp;
    }
  /** A page's content security policy allows these in each directive, and none of those that are never to be in it. */
  | {
      readonly kind: 'policy';
      readonly url: string;
      readonly allows: Readonly<Record<string, readonly string[]>>;
      readonly never: readonly string[];
    }
  | {
      readonly kind: 'websocket';
      readonly url: string;
      readonly protocol: string | undefined;
      /** All that is sent, with the token put in. */
      readonly messages: (token: string) => readonly string[];
      readonly token: TokenRequest | undefined;
      readonly expectAnswer: RegExp;
      /** Which answers are judged: dialog sends a second, friendly one after a refusal. */
      readonly among: 'the first' | 'all' | 'none but the first';
      /** Public key that signed the token in the first group of the answer. */
      readonly signedBy?: string;
      /** What it means when no answer is as expected. */
      readonly otherwise?: string;
    }
  | { readonly kind: 'sql'; readonly url: string; readonly query: string; readonly expect: string };

/** Asks the database whom a token is to be for. */
export interface Subject {
  readonly url: string;
  readonly query: string;
  /** Why it cannot be tried when there is nobody. */
  readonly missing: string;
}

/** What came of trying a proof. */
export interface Verdict {
  readonly service: string;
  readonly claim: string;
  readonly outcome: 'proven' | 'refuted' | 'untried' | 'upstream-defect';
  /** What was seen, or why it could not be tried. */
  readonly seen: string;
  /** Known failures that this shows. */
  readonly known?: readonly Explanation[];
}
