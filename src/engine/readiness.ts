/** Asks a service whether it is ready: often at first, so that nobody waits for a timer, then less and less. */
import type { Machine } from '../model/machine.ts';
import type { Probe, Readiness } from '../model/readiness.ts';
import { Deadline } from './deadline.ts';

/** How the asking ended. */
export type Outcome =
  | { readonly kind: 'ready' }
  /** `waitedFor` says which probe did not pass. */
  | { readonly kind: 'too-late'; readonly waitedFor: string; readonly lastError: string }
  | { readonly kind: 'cancelled' };

/** What probes need beside the machine. */
export interface ProbeGround {
  readonly machine: Machine;
  readonly authorityFile: string;
  /** Resolves when a line of the service matches; never when the service prints no more. */
  readonly sawLine: (pattern: RegExp) => Promise<void>;
  /** Told when somebody takes connections, whatever the answers are. */
  readonly onListening: () => void;
  readonly signal: AbortSignal;
}

/** First pause between two tries, ms: far less than the fastest service needs. */
const firstPauseMs = 25;

/** Longest pause, ms: a start of a minute is not made longer by more than that. */
const longestPauseMs = 1_000;

/** Each pause is longer than the one before by this factor: 25 ms to 1 s in about ten tries. */
const pauseGrowth = 1.5;

/** An answer that takes longer than this counts as none, unless the probe says otherwise, ms. */
const defaultAnswerWithinMs = 5_000;

/** Lets the probes pass one after the other, all within the deadline. A machine that sleeps loses none of its time. */
export async function untilReady({ probes, withinMs }: Readiness, ground: ProbeGround): Promise<Outcome> {
  const deadline = new Deadline(ground.machine.clock, withinMs);
  for (const probe of probes) {
    const outcome = await untilPassed(probe, deadline, ground);
    if (outcome.kind !== 'ready') return outcome;
  }
  return ground.signal.aborted ? { kind: 'cancelled' } : { kind: 'ready' };
}

/** The question that tells whether a service still serves: what it answers itself, not what comes through others. */
export const aliveProbe = ({ probes }: Readiness): Probe | undefined =>
  (['http', 'sql', 'tcp'] as const)
    .map((kind) => probes.find((probe) => probe.kind === kind))
    .find((probe) => probe !== undefined);

/** Pause between two questions to a service that answers, ms: seldom enough to cost nothing. */
const alivePauseMs = 15_000;

/** Pause between two questions to a service that has just failed or come back, ms. */
const doubtPauseMs = 1_000;

/** So many answers in a row must be bad before a service counts as silent: one is an accident. */
const badInARow = 3;

/** So many answers in a row must be good before a silent service counts as back. */
const goodInARow = 2;

/** Asks now and then; resolves with what was wrong once that is sure, or `undefined` when the signal aborts. */
export const untilSilent = (probe: Probe, ground: ProbeGround): Promise<string | undefined> =>
  untilInARow(probe, ground, { wanted: badInARow, isWanted: (error) => error !== undefined, pauseMs: alivePauseMs });

/** Asks every second; resolves once the service surely answers again, or when the signal aborts. */
export async function untilAnswering(probe: Probe, ground: ProbeGround): Promise<void> {
  await untilInARow(probe, ground, {
    wanted: goodInARow,
    isWanted: (error) => error === undefined,
    pauseMs: doubtPauseMs,
  });
}

async function untilInARow(
  probe: Probe,
  ground: ProbeGround,
  row: { readonly wanted: number; readonly isWanted: (error: string | undefined) => boolean; readonly pauseMs: number },
): Promise<string | undefined> {
  let count = 0;
  const isOver = (): boolean => ground.signal.aborted;
  for (;;) {
    await ground.machine.clock.sleep(count > 0 ? doubtPauseMs : row.pauseMs, ground.signal);
    if (isOver()) return undefined;
    const error = await tryOnce(probe, new Deadline(ground.machine.clock, Infinity), ground);
    if (isOver()) return undefined;
    count = row.isWanted(error) ? count + 1 : 0;
    if (count >= row.wanted) return error;
  }
}

async function untilPassed(probe: Probe, deadline: Deadline, ground: ProbeGround): Promise<Outcome> {
  let lastError = 'nothing was asked yet';
  for (let pause = firstPauseMs; ; pause = Math.min(pause * pauseGrowth, longestPauseMs)) {
    if (ground.signal.aborted) return { kind: 'cancelled' };
    if (deadline.leftMs === 0) return { kind: 'too-late', waitedFor: inWords(probe), lastError };
    const error = await tryOnce(probe, deadline, ground);
    if (error === undefined) return { kind: 'ready' };
    lastError = error;
    await deadline.pause(pause, ground.signal);
  }
}

/** Asks once; answers what was wrong, or `undefined` when all was well. */
async function tryOnce(probe: Probe, deadline: Deadline, ground: ProbeGround): Promise<string | undefined> {
  try {
    return await ask(probe, deadline, ground);
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  }
}

async function ask(probe: Probe, deadline: Deadline, ground: ProbeGround): Promise<string | undefined> {
  const { machine, signal } = ground;
  switch (probe.kind) {
    case 'http':
      return askHttp(probe, deadline, ground);
    case 'tcp':
      await machine.network.connect(probe.port, signal);
      ground.onListening();
      return undefined;
    case 'sql': {
      const seen = await machine.database.query(probe.url, probe.query);
      return seen === probe.expect ? undefined : `the database answered ${seen ?? 'nothing'} to: ${probe.query}`;
    }
    case 'log-line': {
      const waited = new AbortController();
      const isInTime = await Promise.race([
        ground.sawLine(probe.pattern).then(() => true),
        deadline.pass(AbortSignal.any([signal, waited.signal])).then(() => false),
      ]);
      waited.abort();
      return isInTime ? undefined : `no line like ${String(probe.pattern)} yet`;
    }
    case 'command': {
      const [program, ...args] = probe.command;
      const command = { program, args, cwd: probe.cwd, env: {}, path: [], scrub: [] };
      const { exit } = await machine.processes.run(command, Math.min(deadline.leftMs, defaultAnswerWithinMs), signal);
      return exit.code === 0 ? undefined : `${program} ended with ${exit.code ?? exit.signal ?? 'nothing'}`;
    }
  }
}

async function askHttp(
  probe: Extract<Probe, { kind: 'http' }>,
  { leftMs }: Deadline,
  ground: ProbeGround,
): Promise<string | undefined> {
  const { machine, authorityFile, signal } = ground;
  const headers =
    probe.token === undefined ? {} : { authorization: `Bearer ${await machine.certificates.sign(probe.token)}` };
  const answerWithinMs = Math.min(probe.answerWithinMs ?? defaultAnswerWithinMs, leftMs);
  const answer = await machine.network.request({ url: probe.url, authorityFile, headers, answerWithinMs }, signal);
  ground.onListening();
  // Without a wanted status, anything below 400 says that somebody is at home.
  const isWanted = probe.expectStatus.length === 0 ? answer.status < 400 : probe.expectStatus.includes(answer.status);
  if (!isWanted) return `${probe.url} answered ${answer.status}: ${firstLine(answer.body)}`;
  if (probe.expectBody !== undefined && !answer.body.includes(probe.expectBody))
    return `${probe.url} answered without ${probe.expectBody}`;
  return undefined;
}

/** What a probe wants, for people. */
function inWords(probe: Probe): string {
  switch (probe.kind) {
    case 'http':
      return `a good answer from ${probe.url}`;
    case 'tcp':
      return `a connection to port ${probe.port}`;
    case 'sql':
      return `${probe.expect} from the database for: ${probe.query}`;
    case 'log-line':
      return `a line like ${String(probe.pattern)}`;
    case 'command':
      return `success of ${probe.command.join(' ')}`;
  }
}

/** Enough of an answer to tell what it is about. */
const excerptLength = 160;

const firstLine = (text: string): string => (text.trimStart().split('\n')[0] ?? '').slice(0, excerptLength);
