/** `metaton logs`: what the services printed, merged in order, while they run and after. */
import { parseLogQuery, type LogWords } from '../config/parse-log-query.ts';
import { FailureMatcher, FailureWatch } from '../engine/match-failures.ts';
import { LogReader } from '../engine/log-reader.ts';
import { allFailures } from '../failures/index.ts';
import { stateFolder } from '../model/config.ts';
import type { Event } from '../model/event.ts';
import { type Level, logsFolder, type LogRecord } from '../model/log.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { makeRecordFilter, type LevelledRecord } from '../report/record-filter.ts';
import { knownServices } from '../stack/known-services.ts';

/** Which lines, and whether to stay. */
export interface LogFlags extends LogWords {
  readonly follow: boolean;
}

/** Where someone who follows begins: what is on the screen anyway. */
const followedLines = 20;

/** A person does not notice it, and it costs a thousandth of a core, ms. */
const pollMs = 200;

/** Reads only. With `--follow` it stays until Ctrl-C, whether the stack runs, stops or comes back. */
export async function logs(flags: LogFlags, session: Session): Promise<Result<void>> {
  const { machine, report, options, signal } = session;
  const known = await knownServices(session);
  if (!known.ok) return known;
  const { workspace, names } = known.value;
  const parsed = parseLogQuery(flags, names, machine.clock.now());
  if (!parsed.ok) return parsed;
  const query = parsed.value;

  const heard = query.services.length > 0 ? query.services : names;
  report.services(heard.map((name) => ({ name, colour: workspace.config.services[name]?.colour })));
  const filter = makeRecordFilter(query);
  const explainer = new Explainer();
  const reader = new LogReader(machine.files, logsFolder(stateFolder(workspace.folder)));
  const wanted = async function* (): AsyncGenerator<LevelledRecord> {
    for await (const record of reader.readNew()) {
      if (signal.aborted) return;
      const found = filter(record);
      if (found && (options.json || isForPeople(record))) yield found;
    }
  };
  try {
    const isFresh = flags.follow && query.since === undefined;
    await showAll(wanted(), query.lines ?? (isFresh ? followedLines : undefined), explainer, session);
    while (flags.follow && !signal.aborted) {
      await machine.clock.sleep(pollMs, signal);
      await showAll(wanted(), undefined, explainer, session);
    }
  } finally {
    await reader.close();
  }
  return ok(undefined);
}

/** What `up` shows, too; programs get everything. */
const isForPeople = (record: LogRecord): boolean => record.kind !== 'service-exited' || record.wasKilled;

/** As many records as are shown in one go. */
const shownAtOnce = 500;

/** Shows all, or only the last `count`. */
async function showAll(
  records: AsyncIterable<LevelledRecord>,
  count: number | undefined,
  explainer: Explainer,
  session: Session,
): Promise<void> {
  const show = (found: readonly LevelledRecord[]): Promise<void> => showNow(explainer.explained(found), session);
  let waiting: LevelledRecord[] = [];
  for await (const found of records) {
    waiting.push(found);
    // Of what is too old, a part is let go now and then, not at every line.
    if (waiting.length < shownAtOnce + 2 * (count ?? 0)) continue;
    if (count === undefined) await show(waiting.splice(0));
    else waiting = newest(waiting, count);
  }
  await show(count === undefined ? waiting : newest(waiting, count));
}

const newest = <T>(values: readonly T[], count: number): T[] => (count === 0 ? [] : values.slice(-count));

/** A record, or what a line of one means. */
interface Shown {
  readonly record: LogRecord | FailureSeen;
  readonly level: Level;
}

type FailureSeen = Extract<Event, { kind: 'failure-seen' }>;

/** Says what lines mean, with what is known today: behind the first that is shown from each start of a service. */
class Explainer {
  readonly #matcher = new FailureMatcher(allFailures);
  readonly #watches = new Map<string, FailureWatch>();

  explained(records: readonly LevelledRecord[]): readonly Shown[] {
    return records.flatMap((found) => [found, ...this.#seenIn(found.record)]);
  }

  #seenIn(record: LogRecord): readonly Shown[] {
    if (record.kind === 'service-phase' && record.phase === 'starting') this.#watches.delete(record.service);
    if (record.kind !== 'line') return [];
    const { line, ...rest } = record;
    const block = { ...rest, kind: 'log-block', bytes: Buffer.from(record.isPartial ? line : `${line}\n`) } as const;
    return this.#watchOf(record.service)
      .take(block)
      .map((seen) => ({ record: seen, level: seen.failure.isHarmless ? 'info' : 'error' }));
  }

  #watchOf(service: string): FailureWatch {
    const watch = this.#watches.get(service) ?? new FailureWatch(this.#matcher, service);
    this.#watches.set(service, watch);
    return watch;
  }
}

/** To people as the run itself did, to programs a document each. */
async function showNow(records: readonly Shown[], { report, options }: Session): Promise<void> {
  if (options.json) for (const { record, level } of records) report.document({ ...record, level });
  else for (const event of eventsOf(records.map(({ record }) => record))) report.event(event);
  // Whoever pages through them need not have all in memory.
  await report.room();
}

type Line = Extract<LogRecord, { kind: 'line' }>;

const isSameBlock = (record: Shown['record'], before: Line | undefined): boolean =>
  record.kind === 'line' &&
  record.service === before?.service &&
  record.stream === before.stream &&
  record.at === before.at &&
  !before.isPartial;

/** The events of a run again; lines that came together from the same source are one block, as they were. */
function eventsOf(records: readonly Shown['record'][]): readonly Event[] {
  const events: Event[] = [];
  let lines: Line[] = [];
  const endBlock = (): void => {
    const [first] = lines;
    if (!first) return;
    const isPartial = lines.at(-1)?.isPartial ?? false;
    const bytes = Buffer.from(`${lines.map(({ line }) => line).join('\n')}${isPartial ? '' : '\n'}`);
    const { service, stream, at } = first;
    events.push({ kind: 'log-block', service, stream, bytes, at, ...(isPartial ? { isPartial } : {}) });
    lines = [];
  };
  for (const record of records) {
    if (!isSameBlock(record, lines.at(-1))) endBlock();
    if (record.kind === 'line') lines.push(record);
    else events.push(record);
  }
  endBlock();
  return events;
}
