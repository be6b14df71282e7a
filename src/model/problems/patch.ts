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
  evidence: [`Looked for ${String(line)}`, ...nearest.map((text) => `nearest: ${text}`)].join('\n'),
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
  evidence: [`Looked for ${String(line)}`, ...matches].join('\n'),
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

/** The user has changed a file since we wrote it; his change comes first. */
export const patchChangedSince = (service: string, file: string, checkout: string): Problem => ({
  code: 'patch-changed-since',
  summary: `${file} has changed since metaton wrote it, so it is left as it is.`,
  evidence: `${file} in ${checkout}`,
  fixes: [
    `Look at it with \`git -C "${checkout}" diff -- "${file}"\`, take metaton's lines out by hand, then run the command again.`,
    `Put upstream's text back with \`git -C "${checkout}" checkout -- "${file}"\`, or remove the file if metaton made it.`,
  ],
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
