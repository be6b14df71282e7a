/** Problems with steering a stack that another metaton runs. */
import type { Problem } from '../problem.ts';
import { shellWord } from '../shell-word.ts';

/** What came over the socket is no wish. */
export const controlRequestWrong = (evidence: string): Problem => ({
  code: 'control-request-wrong',
  summary: 'The request is not understood.',
  evidence,
  fixes: ['Send {"services": ["NAME"]}.'],
  isUsage: true,
});

/** The metaton that runs the stack speaks otherwise, or something else does. */
export const controlProtocolOther = (version: string | undefined, pid: number | undefined, place: string): Problem => ({
  code: 'control-protocol-other',
  summary: `The stack is run by ${version === undefined ? 'another program' : `metaton ${version}`}, which this metaton does not understand.`,
  evidence: `${pid === undefined ? 'it' : `pid ${pid}`} answers at ${place}`,
  fixes: [
    version === undefined ? 'End that program.' : `Use metaton ${version}.`,
    ...(pid === undefined ? [] : [`End it with \`kill ${pid}\`, then start the stack with this metaton.`]),
  ],
});

/** The metaton that ran the stack ended before it had done what it was asked. */
export const stackGone = (): Problem => ({
  code: 'stack-gone',
  summary: 'The stack ended before that was done.',
  fixes: ['Run `metaton ps` to see whether anything is left.', 'Run `metaton logs` to see why it ended.'],
});

/** Somebody holds the socket and says nothing. */
export const stackSilent = (place: string, seconds: number): Problem => ({
  code: 'stack-silent',
  summary: `The metaton that runs this workspace has not answered for ${seconds} s.`,
  evidence: place,
  fixes: [
    'If it was suspended with Ctrl-Z, type `fg` in its terminal.',
    'Else end it with `kill -9`: its guard ends what it ran. `.metaton/run` has its pid.',
  ],
});

/** The folder for the socket belongs to somebody else, or is a link. */
export const controlFolderForeign = (folder: string): Problem => ({
  code: 'control-folder-foreign',
  summary: 'The folder for the socket over which a stack is steered is not yours.',
  evidence: folder,
  fixes: ['Remove it, or have its owner do so.', 'Set XDG_RUNTIME_DIR to a folder of your own.'],
});

/** Nothing runs in this workspace. */
export const stackDown = (workspace: string): Problem => ({
  code: 'stack-down',
  summary: 'Nothing runs in this workspace.',
  evidence: workspace,
  fixes: ['Run `metaton up`, or `metaton up --detach`.'],
  standing: 'down',
});

/** No stack of this user runs, in any workspace. */
export const noStackRuns = (): Problem => ({
  code: 'no-stack-runs',
  summary: 'No stack of yours is running.',
  fixes: ['Run `metaton up` in a workspace.'],
  standing: 'down',
});

/** The metaton that ran the stack is gone, and what it ran is not. */
export const stackOrphaned = (workspace: string, left: readonly string[]): Problem => ({
  code: 'stack-orphaned',
  summary: 'The metaton that ran this workspace is gone, and left processes behind.',
  evidence: [workspace, ...left].join('\n'),
  fixes: ['Run `metaton down` to end them.', 'Run `metaton up`: it ends them first.'],
  standing: 'down',
});

/** The stack runs, and not all of it. */
export const stackDegraded = (services: readonly string[]): Problem => ({
  code: 'stack-degraded',
  summary: `Not ready: ${services.join(', ')}.`,
  fixes: ['Run `metaton logs NAME` to see why, then `metaton restart NAME`.'],
  standing: 'degraded',
});

/** Of several stacks that run, some are not all ready. */
export const stacksDegraded = (workspaces: readonly [string, ...string[]]): Problem => ({
  code: 'stacks-degraded',
  summary: `Not all ready: ${workspaces.join(', ')}.`,
  fixes: [`Run \`metaton ps -C ${shellWord(workspaces[0])}\` to see what is not.`],
  standing: 'degraded',
});

/** A stack in the background of which no part came up. */
export const nothingUp = (services: readonly string[]): Problem => ({
  code: 'nothing-up',
  summary: `None of it came up: ${services.join(', ')}.`,
  fixes: ['Mend what the lines above name, then run `metaton restart NAME`.', 'Run `metaton down` to end the rest.'],
});

/** The stack runs, and nobody may look at it in a browser. */
export const dashboardOff = (workspace: string): Problem => ({
  code: 'dashboard-off',
  summary: 'The stack that runs has no dashboard.',
  evidence: workspace,
  fixes: ['Run `metaton down`, then `metaton up` without --no-dashboard.', 'Run `metaton ps` and `metaton logs -f`.'],
});

/** What was waited for did not come. */
export const waitTooLong = (seconds: number, missing: readonly string[], isUp: boolean): Problem => ({
  code: 'wait-too-long',
  summary: `Not within ${seconds} s: ${missing.join(', ')}.`,
  fixes: isUp
    ? ['Run `metaton ps` to see what it does.', 'Give it longer: --timeout 10m']
    : ['Run `metaton up`, or `metaton up --detach`.'],
  standing: isUp ? 'degraded' : 'down',
});

/** A word of `metaton wait` says no state. */
export const waitWordWrong = (word: string, phases: readonly string[]): Problem => ({
  code: 'wait-word-wrong',
  summary: `${word} says no state to wait for.`,
  fixes: [`Say ID=STATE, or STATE for all services. States: ${phases.join(', ')}.`],
  isUsage: true,
});

/** A time of `metaton wait` cannot be read. */
export const timeoutWrong = (word: string): Problem => ({
  code: 'timeout-wrong',
  summary: `${word} is no length of time.`,
  fixes: ['Say for example 90s, 10m or 1h.'],
  isUsage: true,
});

/** The end of a stack has left something. */
export const downIncomplete = (left: readonly string[]): Problem => ({
  code: 'down-incomplete',
  summary: 'Not everything has ended.',
  evidence: left.join('\n'),
  fixes: ['Run `metaton down` again.', 'Run `metaton doctor`.'],
});

/** A metaton in the background did not come so far as to be spoken to. */
export const detachFailed = (words: string, log: string): Problem => ({
  code: 'detach-failed',
  summary: 'The metaton in the background ended before anything ran.',
  evidence: words.trim() === '' ? `it said nothing; see ${log}` : words.trim(),
  fixes: ['Mend what the lines above name, then run the same command again.'],
});
