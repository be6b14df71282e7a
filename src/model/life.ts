/** How far a service has come, with what is true then and at no other time. */
import type { Exit } from './exit.ts';

/** The life of a service; `engine/lifecycle.ts` alone decides which follows which. */
export type Life =
  /** `needs` names the services that it waits for; empty when only preparation is not done yet. */
  | { readonly phase: 'waiting'; readonly needs: readonly string[] }
  /** There is a process; nobody has answered yet. */
  | { readonly phase: 'starting' }
  /** It takes connections. */
  | { readonly phase: 'listening' }
  /** It makes what it is to serve; requests wait meanwhile. */
  | { readonly phase: 'compiling' }
  /** `errors` of its last compile; a service that does not compile has none. `isRebuilding` while it compiles again. */
  | { readonly phase: 'ready'; readonly errors: number; readonly isRebuilding: boolean }
  /** It runs but does not answer as it should: `why` is what the last probe said. */
  | { readonly phase: 'unready'; readonly why: string }
  /** It ended although nobody had asked it to; `againInMs` is absent when it is not started again. */
  | { readonly phase: 'crashed'; readonly exit: Exit; readonly againInMs?: number }
  | { readonly phase: 'stopping' }
  /** `exit` is there when it came to its end by itself and was meant to. */
  | { readonly phase: 'stopped'; readonly exit?: Exit };

/** The name of a life. */
export type Phase = Life['phase'];
