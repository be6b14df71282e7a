/** Problems with the edits of a checkout. */
import type { Problem } from '../problem.ts';

/** The code is of no kind that metaton knows how to edit. */
export const eraUnknown = (
  service: string,
  root: string,
  eras: readonly string[],
  looked: readonly string[],
): Problem => ({
  code: 'era-unknown',
  summary: `The code of ${service} in ${root} is of no era that metaton knows (${eras.join(', ')}).`,
  evidence: `Looked at: ${looked.length === 0 ? 'no file' : looked.join(', ')}.`,
  fixes: [
    `Check that ${root} holds ${service}, at the commit you want.`,
    'Run `metaton update` for a newer commit, or name another source in metaton.yaml.',
  ],
  service,
});

/** The line that a patch edits is not there. */
export const patchAnchorMissing = (
  service: string,
  file: string,
  patch: string,
  line: RegExp,
  nearest: readonly string[],
): Problem => ({
  code: 'patch-anchor-missing',
  summary: `${file} has no line that patch ${patch} could edit.`,
  evidence: [
    `${file}: looked for ${String(line)}`,
    ...(nearest.length === 0 ? ['no line is like it'] : nearest.map((text) => `nearest: ${text}`)),
  ].join('\n'),
  fixes: [
    `Put the line of ${file} back as upstream has it.`,
    `Run \`metaton patch ${service} --check\` to see the state of every patch.`,
  ],
  service,
});

/** A patch cannot tell which of several lines is meant. */
export const patchAnchorAmbiguous = (
  service: string,
  file: string,
  patch: string,
  line: RegExp,
  matches: readonly string[],
): Problem => ({
  code: 'patch-anchor-ambiguous',
  summary: `${file} has ${matches.length} lines that patch ${patch} could edit; it must be exactly one.`,
  evidence: [`${file}: looked for ${String(line)}`, ...matches].join('\n'),
  fixes: [
    `Take out or comment out the line of ${file} that does not count.`,
    `Run \`metaton patch ${service} --check\` to see the state of every patch.`,
  ],
  service,
});

/** A file that would not survive being read and written as text. */
export const patchFileNotText = (service: string, file: string): Problem => ({
  code: 'patch-file-not-text',
  summary: `${file} is not UTF-8 text, so it cannot be edited without harm.`,
  fixes: [`Save ${file} as UTF-8.`, `Put ${file} back as upstream has it.`],
  service,
});

/** Lines that metaton wrote have been changed since: they are neither taken back nor kept without being asked. */
export const patchChangedSince = (
  service: string,
  file: string,
  checkout: string,
  conflicts: readonly PatchConflict[],
): Problem => ({
  code: 'patch-changed-since',
  summary: `${file} has other lines by now than metaton wrote, so it is left as it is.`,
  evidence: [
    `${file} in ${checkout}`,
    ...conflicts.flatMap(({ line, base, wanted, present }) => [
      `at line ${line}:`,
      ...shown('metaton wrote', base),
      ...shown('there is now', present),
      ...shown('before metaton', wanted),
    ]),
  ].join('\n'),
  fixes: [
    `Run \`metaton patch ${service} --revert --theirs\` to keep these lines as they are now.`,
    `Run \`metaton patch ${service} --revert --ours\` to put back what was there before metaton; a copy of the file is kept.`,
  ],
  service,
});

/** What stood, stands and is to stand at one place of a file; lines with their ends. */
interface PatchConflict {
  readonly line: number;
  readonly base: readonly string[];
  readonly wanted: readonly string[];
  readonly present: readonly string[];
}

const shown = (whose: string, lines: readonly string[]): readonly string[] =>
  (lines.length === 0 ? ['(nothing)'] : lines).map((line) => `  ${whose.padEnd(14)} | ${line.replace(/[\r\n]+$/, '')}`);

/** A merge or rebase has stopped in a file that is to be edited. */
export const fileUnfinishedMerge = (service: string, file: string, line: number): Problem => ({
  code: 'file-unfinished-merge',
  summary: `${file} holds the marks of a merge or rebase that is not finished, so it is left as it is.`,
  evidence: `${file}:${line} begins with <<<<<<<`,
  fixes: [`Finish it, or give it up with \`git merge --abort\` or \`git rebase --abort\`, then run the command again.`],
  service,
});

/** What was there before metaton is kept no more, and cannot be worked out. */
export const patchOriginalLost = (service: string, file: string, checkout: string): Problem => ({
  code: 'patch-original-lost',
  summary: `${file} has changed too much, or what was there before metaton is kept no more, so it is left as it is.`,
  evidence: `${file} in ${checkout}`,
  fixes: [
    `Put upstream's text back with \`git -C "${checkout}" checkout -- "${file}"\`, or remove the file if metaton made it.`,
  ],
  service,
});

/** An edit would leave a file that its language does not allow. */
export const patchBreaksFile = (
  service: string,
  file: string,
  patches: readonly string[],
  error: { readonly line: number; readonly column: number; readonly message: string },
): Problem => ({
  code: 'patch-breaks-file',
  summary: `The edits of ${file} would break it, so nothing was written.`,
  evidence: `${file}:${error.line}:${error.column}: ${error.message} (after ${patches.join(', ')})`,
  fixes: [
    `Compare ${file} with upstream's: it differs in a way that metaton does not understand.`,
    `Run \`metaton patch ${service} --diff\` to see the edits.`,
  ],
  service,
});

/** A file was broken before metaton came to it: what the edits would make of it cannot be judged. */
export const fileBroken = (
  service: string,
  file: string,
  error: { readonly line: number; readonly column: number; readonly message: string },
): Problem => ({
  code: 'file-broken',
  summary: `${file} is not what its language allows, even without metaton, so it is not edited.`,
  evidence: `${file}:${error.line}:${error.column}: ${error.message}`,
  fixes: [`Mend ${file}, then run the command again.`],
  service,
});

/** A link leads out of the checkout, or nowhere. */
export const fileOutsideCheckout = (service: string, file: string, real: string | undefined): Problem => ({
  code: 'file-outside-checkout',
  summary:
    real === undefined
      ? `${file} is a link that leads nowhere, so nothing is written there.`
      : `${file} is really a file outside the checkout, so it is not edited.`,
  evidence: real ?? file,
  fixes: [`Put a file of its own in the place of the link ${file}.`],
  service,
});

/** Files of a checkout that this user may not change. */
export const fileReadOnly = (service: string, files: readonly string[]): Problem => ({
  code: 'file-read-only',
  summary: `${service} has ${files.length === 1 ? 'a file or folder' : 'files or folders'} that you may not change, so nothing was written.`,
  evidence: files.join('\n'),
  fixes: ['Give yourself leave to write there, or run the command as the user to whom they belong.'],
  service,
});

/** There is no room on the disk for what is to be written. */
export const diskFull = (service: string, folder: string, missingBytes: number): Problem => ({
  code: 'disk-full',
  summary: `The disk of ${folder} is full, so nothing was written.`,
  evidence: `${Math.ceil(missingBytes / 1024)} KiB more are needed`,
  fixes: ['Make room, then run the command again.'],
  service,
});

/** A file stands where we lay one, and it is not ours. */
export const fileNotOurs = (service: string, files: readonly [string, ...string[]]): Problem => ({
  code: 'file-not-ours',
  summary: `${service} has ${files.length === 1 ? 'a file' : 'files'} of your own where metaton lays certificates and keys.`,
  evidence: files.join('\n'),
  fixes: [`Move ${files[0]} away${files.length === 1 ? '' : ', and the others'}, then run the command again.`],
  service,
});

/** A file was changed between the planning and the writing. */
export const patchPlanStale = (service: string, file: string): Problem => ({
  code: 'patch-plan-stale',
  summary: `${file} was changed while metaton was about to edit it, so nothing was written.`,
  fixes: ['Run the command again.'],
  service,
});

/** Git takes a file through another filter already, or does not take ours. */
export const guardImpossible = (service: string, seen: string): Problem => ({
  code: 'guard-impossible',
  summary: `The edits of ${service} cannot be kept out of commits.`,
  evidence: seen,
  fixes: ["Leave metaton's lines out by hand, with `git add --patch`."],
  service,
});

/** Flags that cannot be given together, or one that means nothing without another. */
export const flagsAtOdds = (flags: readonly string[], needed?: string): Problem => ({
  code: 'flags-at-odds',
  summary:
    needed === undefined
      ? `${flags.join(' and ')} cannot be given together.`
      : `${flags.join(' and ')} means something only together with ${needed}.`,
  fixes: [needed === undefined ? 'Give one of them.' : `Add ${needed}, or leave it out.`],
  isUsage: true,
});

/** What was noted of the edits in a checkout is cut off, or somebody has changed it. */
export const patchJournalBroken = (service: string, state: string, cause: Error): Problem => ({
  code: 'patch-journal-broken',
  summary: `What metaton has noted of its edits in ${service} cannot be read.`,
  evidence: `${state}/patches/${service}.json: ${cause.message}`,
  fixes: [
    'Restore it from a copy, if you have one.',
    `Put the checkout back as git has it, move the file above away, and run \`metaton patch ${service}\`.`,
  ],
  service,
  cause,
});
