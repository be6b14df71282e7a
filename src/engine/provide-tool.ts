/** Brings a program from where its makers publish it: whole, held to its hash, and known to run, or not at all. */
import type { Machine } from '../model/machine.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import {
  releaseHashWrong,
  releaseRefused,
  releaseUnfit,
  releaseUnreachable,
  toolUnusable,
} from '../model/problems/tool.ts';
import { pinKeys, programOf, type ToolPin, type ToolWish } from '../model/tool.ts';
import { changeLock, entryOf, readLock, withEntry } from './lock-file.ts';
import { headerLength, readProgramHeader, whyForeign } from './program-header.ts';
import { messageOf } from '../model/message-of.ts';

interface Ground {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** How far it is, in words. */
  readonly onProgress: (note: string) => void;
}

/** What came of it: a remark worth showing, or that there was nothing to do. */
interface Provided {
  readonly didChange: boolean;
  readonly remark?: string;
}

/** Interrupted anywhere, the next call goes on; what is in place and right is left alone. */
export async function provideTool(wish: ToolWish, ground: Ground): Promise<Result<Provided>> {
  const { release, workspace, state } = wish;
  const { files } = ground.machine;
  const locked = asPin(entryOf(await readLock(files, workspace), pinKeys(release)));
  const program = programOf(release, state);
  const kept = await pinOf(program, ground.machine);
  if (kept && (await files.hash(program)) === kept.programSha256 && (locked?.sha256 ?? kept.sha256) === kept.sha256)
    return ok({ didChange: await record(wish, kept, ground) });
  const brought = await bring(wish, ground);
  if (!brought.ok) return brought;
  if (brought.value) return standIn(brought.value, wish);
  const installed = await install(wish, locked, ground);
  if (!installed.ok) return installed;
  await record(wish, installed.value, ground);
  return ok({ didChange: true });
}

/** The note beside a program that was brought. */
const pinFile = (program: string): string => `${program}.json`;

/** What is known of a program in place; `undefined` where it is not in place. */
async function pinOf(program: string, { files }: Machine): Promise<ToolPin | undefined> {
  const text = (await files.exists(program)) ? await files.read(pinFile(program)) : undefined;
  try {
    return text === undefined ? undefined : asPin(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What stands in the lock, or beside the program, where that is a pin. */
function asPin(value: unknown): ToolPin | undefined {
  const { url, sha256, programSha256 } = (value ?? {}) as Partial<Record<keyof ToolPin, unknown>>;
  return typeof url === 'string' && typeof sha256 === 'string' && typeof programSha256 === 'string'
    ? { url, sha256, programSha256 }
    : undefined;
}

const record = ({ release, workspace }: ToolWish, pin: ToolPin, { machine }: Ground): Promise<boolean> =>
  changeLock(machine.files, workspace, (lock) => withEntry(lock, pinKeys(release), pin));

/** Something else is used for now; why, in words. */
function standIn(why: Unreached, { release, from, standIn: other }: ToolWish): Result<Provided> {
  if (other === undefined) return failed(releaseUnreachable(release, from, why.because));
  return ok({ didChange: false, remark: `${why.because}: ${other} stands in; run the same command again to get it` });
}

/** A release that could not be reached at all. */
interface Unreached {
  readonly because: string;
}

const archiveOf = ({ release, state }: ToolWish): string => `${state}/bin/${release.url.replace(/.*\//, '')}`;

/** So many attempts in a row may bring nothing. */
const attempts = 4;

/** With something that stands in nobody wants to wait long for a network that is not there. */
const attemptsWithStandIn = 2;

/** No server is waited for longer than this, whatever it says, ms. */
const longestPauseMs = 60_000;

/** The archive is there, whole, or it cannot be reached. */
async function bring(wish: ToolWish, { machine, signal, onProgress }: Ground): Promise<Result<Unreached | undefined>> {
  const { release, from } = wish;
  const to = archiveOf(wish);
  if (await machine.files.exists(to)) return ok(undefined);
  if (wish.isOffline) return ok({ because: 'offline' });
  const { show } = progressOf(machine, onProgress);
  let bytes = 0;
  let because = '';
  const most = wish.standIn === undefined ? attempts : attemptsWithStandIn;
  for (let failures = 0; failures < most && !signal.aborted;) {
    const outcome = await machine.downloads.fetch({ url: from, to, onProgress: show }, signal);
    if (outcome.kind === 'whole') return ok(undefined);
    if (outcome.kind === 'refused' && !isPassing(outcome.status))
      return failed(releaseRefused(release, from, outcome.status));
    because =
      outcome.kind === 'refused' ? `${hostOf(from)} answered ${outcome.status}` : `${hostOf(from)}: ${outcome.why}`;
    const isFurther = outcome.kind === 'cut' && outcome.bytes > bytes;
    if (outcome.kind === 'cut') bytes = outcome.bytes;
    failures = isFurther ? 0 : failures + 1;
    if (failures === most) break;
    const pauseMs = (outcome.kind === 'refused' ? outcome.retryAfterMs : undefined) ?? 500 * 2 ** failures;
    onProgress(`${because}; trying again`);
    await machine.clock.sleep(Math.min(pauseMs, longestPauseMs), signal);
  }
  return ok({ because });
}

/** What may be otherwise in a moment: too many requests, or a server that has trouble of its own. */
const isPassing = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500;

const hostOf = (url: string): string => new URL(url).host;

/** Often enough to look alive, ms. */
const showEveryMs = 200;

function progressOf({ clock }: Machine, onProgress: Ground['onProgress']) {
  let shownAt = -Infinity;
  return {
    show: (bytes: number, total: number | undefined): void => {
      if (clock.now() - shownAt < showEveryMs) return;
      shownAt = clock.now();
      onProgress(total === undefined ? megabytes(bytes) : `${megabytes(bytes)} of ${megabytes(total)}`);
    },
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Judges what came, takes the program out and tries it; only then it gets its name. */
async function install(wish: ToolWish, locked: ToolPin | undefined, ground: Ground): Promise<Result<ToolPin>> {
  const { release, from, state } = wish;
  const { files, archives, processes } = ground.machine;
  const archive = archiveOf(wish);
  const program = programOf(release, state);
  const fresh = `${program}.new`;
  const refuse = async (problem: Problem): Promise<Result<never>> => {
    await Promise.all([files.remove(archive), files.remove(fresh)]);
    return failed(problem);
  };
  const sha256 = (await files.hash(archive)) ?? '';
  const expected = locked?.sha256 ?? release.sha256;
  if (expected !== undefined && sha256 !== expected) {
    const heldBy = locked ? 'metaton.lock' : 'known to metaton';
    return refuse(releaseHashWrong(release, from, { expected, found: sha256, heldBy }));
  }
  await files.makeFolder(program.replace(/\/[^/]*$/, ''), 0o700);
  try {
    if (!(await archives.takeProgram(archive, release.archive, release.program, fresh)))
      return await refuse(releaseUnfit(release, from, `there is no ${release.program} in it`));
  } catch (error) {
    return refuse(releaseUnfit(release, from, messageOf(error)));
  }
  const why = await whyUnfit(fresh, release.platform, ground.machine);
  if (why !== undefined) return refuse(toolUnusable(release.tool, program, why));
  // Whoever downloads by a browser has it; a program that has it is not let run.
  if (release.platform.startsWith('darwin'))
    await processes.run({ ...bare, program: 'xattr', args: ['-d', 'com.apple.quarantine', fresh] }, tryWithinMs);
  const tried = await tryProgram(fresh, ground.machine);
  if ('why' in tried) return refuse(toolUnusable(release.tool, program, tried.why));
  if (tried.version !== release.version)
    return refuse(releaseUnfit(release, from, `its program says that it is ${tried.version}`));
  const pin: ToolPin = { url: release.url, sha256, programSha256: (await files.hash(fresh)) ?? '' };
  await files.write(pinFile(program), `${JSON.stringify(pin)}\n`, 0o600);
  await files.rename(fresh, program);
  await files.remove(archive);
  return ok(pin);
}

const bare = { cwd: '/', env: {}, path: [], scrub: ['PGRST_*', 'PG*'] } as const;

/** A program says its version at once, ms. */
const tryWithinMs = 5_000;

/** What a program says of its version, or why it does not run. */
export async function tryProgram(
  program: string,
  { processes }: Machine,
): Promise<{ readonly version: string } | { readonly why: string }> {
  try {
    const { exit, output } = await processes.run({ ...bare, program, args: ['--version'] }, tryWithinMs);
    const version = /\b(\d+(?:\.\d+)+)/.exec(output)?.[1];
    return exit.code === 0 && version !== undefined ? { version } : { why: output.trim() || 'it says no version' };
  } catch (error) {
    return { why: messageOf(error) };
  }
}

/** Why a program cannot run here, as its header says; `undefined` where that says nothing against it. */
export async function whyUnfit(program: string, platform: string, { files }: Machine): Promise<string | undefined> {
  const file = await files.open(program);
  if (!file) return 'it is not there';
  try {
    return whyForeign(readProgramHeader(await file.read(0, headerLength)), platform);
  } finally {
    await file.close();
  }
}
