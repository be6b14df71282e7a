/** Problems that the doctor finds. */
import type { Defect } from '../check.ts';
import type { Problem } from '../problem.ts';
import { messageOf } from '../message-of.ts';

/** A check could not look at what it wanted to. */
export const checkFailed = (id: string, cause: unknown): Problem => ({
  code: 'check-failed',
  summary: `The check ${id} could not be made.`,
  evidence: cause instanceof Error ? cause.message : 'unknown error',
  fixes: ['Mend what the line above names, then run `metaton doctor` again.'],
  cause,
});

/** Patches are not all applied. */
export const patchesNotApplied = (lines: readonly string[]): Problem => ({
  code: 'patches-not-applied',
  summary: 'Some checkouts are not patched.',
  ...(lines.length === 0 ? {} : { evidence: lines.join('\n') }),
  fixes: ['Run `metaton patch`.'],
});

/** What is known to go wrong would: nothing is begun. */
export const preflightFailed = (
  id: string,
  { summary, detail, fix }: Pick<Defect, 'summary' | 'detail' | 'fix'>,
): Problem => ({
  code: 'preflight-failed',
  summary,
  evidence: detail === undefined ? id : `${id}: ${detail}`,
  fixes: [fix.text, ...(fix.command === undefined ? [] : [`Run \`${fix.command}\`.`])],
});

/** Checks have failed; each has said what mends it. */
export const checksFailed = (ids: readonly string[]): Problem => ({
  code: 'checks-failed',
  summary: ids.length === 1 ? 'A check failed.' : `${ids.length} checks failed.`,
  evidence: ids.join('\n'),
  fixes: ['Run `metaton doctor --fix`: it mends what it can, and says how to mend the rest.'],
});

/** A word of --only or --skip is neither a check nor a group of checks. */
export const checkUnknown = (words: readonly string[], nearest: string): Problem => ({
  code: 'check-unknown',
  summary: words.length === 1 ? 'There is no such check.' : 'There are no such checks.',
  evidence: words.join('\n'),
  fixes: [`Did you mean ${nearest}?`, 'See them all with `metaton doctor --list`.'],
  isUsage: true,
});

/** What the workspace holds cannot be read. */
export const workspaceUnreadable = (directory: string, cause: unknown): Problem => ({
  code: 'workspace-unreadable',
  summary: 'The workspace cannot be read.',
  evidence: `${directory}: ${messageOf(cause)}`,
  fixes: ['Make what the line above names readable for yourself; an earlier run with sudo may have made it root’s.'],
  cause,
});

/** `--fix` was not allowed to change anything. */
export const fixNotAllowed = (): Problem => ({
  code: 'fix-not-allowed',
  summary: 'Nothing was changed.',
  evidence: 'without a terminal nobody can be asked',
  fixes: ['Say it with `metaton doctor --fix --yes`.'],
});

/** The file for the report is there already, and is none. */
export const reportInTheWay = (file: string): Problem => ({
  code: 'report-in-the-way',
  summary: `${file} is there already, and is no report of the doctor: it is left as it is.`,
  fixes: ['Name another file.'],
  isUsage: true,
});

/** The report cannot be written where the user wants it. */
export const reportUnwritable = (file: string, cause: unknown): Problem => ({
  code: 'report-unwritable',
  summary: `The report cannot be written to ${file}.`,
  evidence: messageOf(cause),
  fixes: ['Name a file in a folder that is there and that you may write to.'],
  cause,
});
