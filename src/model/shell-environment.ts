/** What a service is started with, as a shell can be told. */
import type { Environment } from './command.ts';

/** Variables to set and to take away, and the folders put first on PATH. */
export interface ShellEnvironment {
  readonly service: string;
  readonly set: Environment;
  /** A trailing `*` stands for any ending. */
  readonly unset: readonly string[];
  readonly path: readonly string[];
}

/** Shells that can be told. */
export const shells = ['posix', 'fish'] as const;

/** `posix` is sh, dash, bash and zsh. */
export type Shell = (typeof shells)[number];
