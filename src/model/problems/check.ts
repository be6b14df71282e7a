/** Problems that the doctor finds. */
import type { Problem } from '../problem.ts';

/** A check could not look at what it wanted to. */
export const checkFailed = (id: string, cause: unknown): Problem => ({
  code: 'check-failed',
  summary: `The check ${id} could not be made.`,
  evidence: cause instanceof Error ? cause.message : 'unknown error',
  fixes: ['Mend what the line above names, then run `metaton doctor` again.'],
  cause,
});

/** A check took too long. */
export const checkTooSlow = (id: string, seconds: number): Problem => ({
  code: 'check-too-slow',
  summary: `The check ${id} took longer than ${seconds} s.`,
  fixes: ['Run `metaton doctor` again when the machine is less busy.'],
});

/** Patches are not all applied. */
export const patchesNotApplied = (lines: readonly string[]): Problem => ({
  code: 'patches-not-applied',
  summary: 'Some checkouts are not patched.',
  evidence: lines.join('\n'),
  fixes: ['Run `metaton patch`.'],
});

/** Checks have failed; each has said what mends it. */
export const checksFailed = (ids: readonly string[]): Problem => ({
  code: 'checks-failed',
  summary: ids.length === 1 ? 'A check failed.' : `${ids.length} checks failed.`,
  evidence: ids.join('\n'),
  fixes: ['Run `metaton doctor --fix`: it mends what it can, and says how to mend the rest.'],
});
