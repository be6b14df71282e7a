/** Problems with getting the code of services. */
import type { Problem } from '../problem.ts';

/** How often the same command goes on where it stopped. */
const again = 'Run the same command again: it goes on from here.';

/** A repository's host does not answer. */
export const repositoryUnreachable = (service: string, url: string, said: string): Problem => ({
  code: 'repository-unreachable',
  summary: `The repository of ${service} cannot be reached.`,
  evidence: `${url}\n${said}`,
  fixes: [
    `Check the network (behind a proxy: HTTPS_PROXY), and that \`git ls-remote ${url}\` answers. ${again}`,
    `Name another with \`metaton init --source ${service}=URL\`.`,
  ],
  service,
});

/** A repository wants to know who asks. metaton never does. */
export const repositoryLocked = (service: string, url: string, said: string): Problem => ({
  code: 'repository-locked',
  summary: `The repository of ${service} asks for a name and password, or is not there.`,
  evidence: `${url}\n${said}`,
  fixes: [
    `Check the address. If it is private, have git know the way in (\`git ls-remote ${url}\` must answer without asking). ${again}`,
    `Clone it yourself, and name the folder with \`metaton init --source ${service}=DIR\`.`,
  ],
  service,
});

/** There is no repository at the address. */
export const repositoryMissing = (service: string, url: string, said: string): Problem => ({
  code: 'repository-missing',
  summary: `There is no git repository of ${service} at that address.`,
  evidence: `${url}\n${said}`,
  fixes: [`Name another with \`metaton init --source ${service}=URL\`.`],
  service,
});

/** A repository without a commit. */
export const repositoryEmpty = (service: string, url: string): Problem => ({
  code: 'repository-empty',
  summary: `The repository of ${service} is empty.`,
  evidence: `${url} has no branch and no tag`,
  fixes: [`Push to it, or name another with \`metaton init --source ${service}=URL\`.`],
  service,
});

/** A repository has no such branch, tag or commit. */
export const refMissing = (service: string, url: string, ref: string): Problem => ({
  code: 'ref-missing',
  summary: `The repository of ${service} has no branch, tag or commit ${ref}.`,
  evidence: url,
  fixes: [
    `Name another with \`metaton init --source ${service}=${url}#REF\`: a branch, a tag, or a commit in full (40 digits).`,
    `See what there is: \`git ls-remote ${url}\`.`,
  ],
  service,
});

/** A repository lacks the files that tell the service's code from any other. */
export const repositoryForeign = (service: string, url: string, missing: readonly string[]): Problem => ({
  code: 'repository-foreign',
  summary: `The repository does not hold the code of ${service}.`,
  evidence: `${url} has no ${missing.join(', ')}`,
  fixes: [`Name a repository of ${service} with \`metaton init --source ${service}=URL\`.`],
  service,
});

/** git failed in a way that metaton has no better words for. */
export const gitFailed = (service: string, what: string, said: string): Problem => ({
  code: 'git-failed',
  summary: `git could not ${what}.`,
  evidence: said,
  fixes: [`Mend what the lines above name. ${again}`],
  service,
});

/** Two repositories of one preset are out of reach, and those of the next one, too. */
export const presetsUnreachable = (evidence: readonly string[]): Problem => ({
  code: 'presets-unreachable',
  summary: 'The code of the services cannot be reached.',
  evidence: evidence.join('\n'),
  fixes: [
    `Check the network (behind a proxy: HTTPS_PROXY). ${again}`,
    'Name your own clones or mirrors with `metaton init --source ID=…`.',
  ],
});

/** A folder used in place is the user's: metaton checks out nothing in it. */
export const sourceRefInPlace = (service: string, folder: string, ref: string): Problem => ({
  code: 'source-ref-in-place',
  summary: `The source of ${service} is a folder that is used as it is, so it takes no #${ref}.`,
  evidence: folder,
  fixes: [
    `Check ${ref} out there yourself, and use --source ${service}=${folder}.`,
    `To have it cloned, use --source ${service}=file://${folder}#${ref}.`,
  ],
  isUsage: true,
});

/** A clone of metaton's comes from another repository than the settings name now. */
export const checkoutElsewhere = (service: string, folder: string, has: string, wanted: string): Problem => ({
  code: 'checkout-elsewhere',
  summary: `${service} was cloned from another repository than the settings name.`,
  evidence: `${folder} comes from ${has}\nwanted: ${wanted}`,
  fixes: [
    `Move ${folder} away; \`metaton init\` then clones the other.`,
    `Keep it with \`metaton init --source ${service}=${has}\`.`,
  ],
  service,
});

/** Nothing can be fetched with --offline. */
export const offlineMissing = (service: string, what: string): Problem => ({
  code: 'offline-missing',
  summary: `${what} is not there, and --offline forbids to fetch it.`,
  fixes: ['Run `metaton init` once with a network.'],
  service,
});

/** `metaton update` of code that is not metaton's to move. */
export const updateInPlace = (service: string, folder: string): Problem => ({
  code: 'update-in-place',
  summary: `${service} is a folder of your own, which metaton never pulls or resets.`,
  evidence: folder,
  fixes: [`Pull it yourself, then run \`metaton patch ${service}\` and \`metaton init\`.`],
  service,
});

/** `metaton update` of code with changes that are not metaton's. */
export const updateDirty = (service: string, folder: string, files: readonly string[]): Problem => ({
  code: 'update-dirty',
  summary: `${service} has changes of your own, so it is not updated.`,
  evidence: files.map((file) => `${folder}/${file}`).join('\n'),
  fixes: [`Commit them, or put them aside with \`git -C "${folder}" stash -u\`.`],
  service,
});

/** `metaton update` of code with commits of the user's own that upstream does not have. */
export const updateDiverged = (service: string, folder: string, said: string): Problem => ({
  code: 'update-diverged',
  summary: `${service} has commits of its own beside those upstream, so it cannot simply be moved on.`,
  evidence: `${folder}\n${said}`,
  fixes: [`Rebase or merge there yourself, then run \`metaton init\`.`],
  service,
});

/** A source that names a tag or a commit does not move. */
export const updateFixed = (service: string, ref: string): Problem => ({
  code: 'update-fixed',
  summary: `${service} is fixed at ${ref}, so there is nothing to move it to.`,
  fixes: [`Name a branch, or no #REF, with \`metaton init --source ${service}=URL#BRANCH\`.`],
  service,
});

/** Another metaton sets the workspace up. */
export const workspaceHeld = (
  holder: { readonly pid: number; readonly since: number; readonly command: string },
  workspace: string,
): Problem => ({
  code: 'workspace-held',
  summary: `Another \`metaton ${holder.command}\` is at work in this workspace.`,
  evidence: `pid ${holder.pid} since ${new Date(holder.since).toLocaleTimeString()} in ${workspace}`,
  fixes: [
    'Wait until it is done, then run this again.',
    `End it with Ctrl-C in its terminal, or \`kill ${holder.pid}\`.`,
  ],
});
