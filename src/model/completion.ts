/** Completion of command lines by shells. */

/** Shells that can be taught. */
export const completionShells = ['bash', 'zsh', 'fish'] as const;

/** One of them. */
export type CompletionShell = (typeof completionShells)[number];
