/** What metaton asks of git. It never asks the user for anything, and leaves his settings as they are. */
import type { Command } from '../model/command.ts';
import type { FinishedRun, Machine } from '../model/machine.ts';
import type { Repository } from '../model/preset.ts';
import { failed, ok, type Result } from '../model/problem.ts';
import {
  gitFailed,
  refMissing,
  repositoryEmpty,
  repositoryLocked,
  repositoryMissing,
  repositoryUnreachable,
} from '../model/problems/source.ts';

/** Says how far a program is, by what it printed. */
export type OnOutput = (text: string) => void;

/** A question to a server on the other side of the world, ms. */
const askWithinMs = 30_000;

/** A clone over a slow line, ms. */
const fetchWithinMs = 3_600_000;

/** git in a folder, with words that can be understood whatever the user's language. */
const gitCommand = (cwd: string, args: readonly string[]): Command => ({
  program: 'git',
  args,
  cwd,
  env: {
    LC_ALL: 'C',
    // Whoever would be asked for a password is told that there is none.
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'false',
    SSH_ASKPASS: 'false',
    SSH_ASKPASS_REQUIRE: 'force',
    GCM_INTERACTIVE: 'never',
  },
  path: [],
  // A hook of git's that runs metaton has these set.
  scrub: [
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_PREFIX',
    'GIT_CEILING_DIRECTORIES',
  ],
});

/** Runs git; what it says on failure is in `output`. */
export const git = (
  machine: Machine,
  cwd: string,
  args: readonly string[],
  signal?: AbortSignal,
  onOutput?: OnOutput,
): Promise<FinishedRun> => machine.processes.run(gitCommand(cwd, args), fetchWithinMs, signal, onOutput);

/** One word that git answers; `undefined` where it fails. */
export async function gitAnswer(machine: Machine, cwd: string, args: readonly string[]): Promise<string | undefined> {
  const { exit, output } = await git(machine, cwd, args);
  return exit.code === 0 ? output.trim() : undefined;
}

/** What a repository's ref points at. */
export interface Target {
  readonly commit: string;
  /** The branch that it is, or that is the default one; absent for a tag or a commit. */
  readonly branch: string | undefined;
}

const isCommit = (ref: string): boolean => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(ref);

/** Asks the server. A whole commit is taken for one that it has: only fetching can tell. */
export async function resolveRepository(
  machine: Machine,
  service: string,
  { url, ref }: Repository,
  signal?: AbortSignal,
): Promise<Result<Target>> {
  const wanted =
    ref === undefined || isCommit(ref)
      ? ['HEAD']
      : ['HEAD', `refs/heads/${ref}`, `refs/tags/${ref}`, `refs/tags/${ref}^{}`];
  const command = gitCommand('/', ['ls-remote', '--symref', '--', url, ...wanted]);
  const { exit, output } = await machine.processes.run(command, askWithinMs, signal);
  if (exit.code !== 0) return failed(problemOf(service, url, output, exit.signal !== undefined));
  const hashes = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [, hash, name] = /^([0-9a-f]{40,64})\t(\S+)$/.exec(line) ?? [];
    if (hash !== undefined && name !== undefined) hashes.set(name, hash);
  }
  const head = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(output)?.[1];
  return chooseTarget(service, { url, ref }, hashes, head);
}

function chooseTarget(
  service: string,
  { url, ref }: Repository,
  hashes: ReadonlyMap<string, string>,
  head: string | undefined,
): Result<Target> {
  if (ref !== undefined && isCommit(ref)) return ok({ commit: ref, branch: head });
  if (ref !== undefined) {
    const branch = hashes.get(`refs/heads/${ref}`);
    if (branch !== undefined) return ok({ commit: branch, branch: ref });
    const tag = hashes.get(`refs/tags/${ref}^{}`) ?? hashes.get(`refs/tags/${ref}`);
    return tag === undefined ? failed(refMissing(service, url, ref)) : ok({ commit: tag, branch: undefined });
  }
  const newest = hashes.get('HEAD');
  return newest === undefined ? failed(repositoryEmpty(service, url)) : ok({ commit: newest, branch: head });
}

/** git's own words, by what they mean. */
export function problemOf(
  service: string,
  url: string,
  output: string,
  wasCutOff = false,
): ReturnType<typeof gitFailed> {
  const said = withoutPasswords(lastWords(output));
  if (wasCutOff) return repositoryUnreachable(service, url, `no answer within ${askWithinMs / 1000} s`);
  if (
    /Authentication failed|could not read (Username|Password)|terminal prompts disabled|Permission denied|Host key verification failed|error: 403/i.test(
      output,
    )
  )
    return repositoryLocked(service, withoutPasswords(url), said);
  if (/not found|does not appear to be a git repository|does not exist|not a git repository|error: 404/i.test(output))
    return repositoryMissing(service, withoutPasswords(url), said);
  if (
    /resolve host|Connection (refused|timed out|reset)|Failed to connect|Couldn't connect|unreachable|unable to access|early EOF|hung up|timed out|Operation too slow/i.test(
      output,
    )
  )
    return repositoryUnreachable(service, withoutPasswords(url), said);
  return gitFailed(service, `read ${withoutPasswords(url)}`, said);
}

/** What git says last is why; what it says before is how far it had come. */
export const lastWords = (output: string): string => {
  const lines = output.split(/[\r\n]+/).filter((line) => line.trim() !== '' && !/\d+% \(\d+\/\d+\)/.test(line));
  return lines.slice(-6).join('\n').trim() || 'it said nothing';
};

/** A URL may have a name and a password in it. */
const withoutPasswords = (text: string): string => text.replace(/\/\/[^/@\s]+@/g, '//');

/** Files that git tracks and that differ from the commit, and files that it does not know, less those ignored. */
export async function changedFiles(machine: Machine, folder: string): Promise<readonly string[]> {
  const answer = await machine.processes.run(
    gitCommand(folder, ['status', '--porcelain', '-z', '--untracked-files=normal', '--no-renames']),
    fetchWithinMs,
  );
  return answer.output
    .split('\0')
    .filter((entry) => entry.length > 3)
    .map((entry) => entry.slice(3));
}
