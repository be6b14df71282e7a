/** `metaton explain`: the failures of the services that are known, and which of them a log shows. */
import { explainLog } from '../engine/explain-log.ts';
import { FailureMatcher } from '../engine/match-failures.ts';
import { allFailures } from '../failures/index.ts';
import type { KnownFailure } from '../model/failure.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { failureNotRecognised, failureUnknown, logEmpty } from '../model/problems/failure.ts';
import type { Session } from '../model/session.ts';
import { explainedLogText, explanationText, failureListText, failurePlacesText } from '../report/failure-text.ts';

/** Stands for standard input, which is then waited for. */
const standardInput = '-';

/** A pipe into which nobody writes keeps nobody waiting for longer than this, ms. */
const firstWordWithinMs = 3_000;

/** One failure by its id; of a log on standard input those that it shows; else all. */
export async function explain(id: string | undefined, session: Session): Promise<Result<void>> {
  const { input } = session.machine;
  if (id === standardInput) return explainInput(input.read(), session);
  if (id !== undefined) return explainOne(id, session);
  if (input.kind() === 'file') return explainInput(input.read(), session);
  const log = input.kind() === 'pipe' ? await begun(input.read(), session) : undefined;
  return log ? explainInput(log, session) : list(session);
}

function explainOne(id: string, { report }: Session): Result<void> {
  const failure = allFailures.find((one) => one.id === id);
  if (!failure) {
    const words = id.split('-').filter((word) => word.length > 2);
    const alike = allFailures.filter((one) => words.some((word) => one.id.includes(word))).map((one) => one.id);
    return failed(failureUnknown(id, alike));
  }
  report.text([explanationText(failure), failurePlacesText(failure)].join('\n'));
  report.document({ failure: documentOf(failure) });
  return ok(undefined);
}

function list({ report }: Session): Result<void> {
  report.text(failureListText(allFailures));
  report.document({ failures: allFailures.map(documentOf) });
  return ok(undefined);
}

const documentOf = ({ pattern, ...failure }: KnownFailure): object => ({ ...failure, pattern: pattern.source });

async function explainInput(log: AsyncIterable<Uint8Array>, { report }: Session): Promise<Result<void>> {
  const explained = await explainLog(log, new FailureMatcher(allFailures));
  const { lines, found } = explained;
  report.document({
    lines,
    found: found.map(({ failure, ...seen }) => ({ ...documentOf(failure), ...seen })),
  });
  if (lines === 0) return failed(logEmpty());
  if (found.length === 0) return failed(failureNotRecognised(lines));
  report.text(explainedLogText(explained));
  return ok(undefined);
}

/** The log, once something of it has come; nothing where nothing comes. */
async function begun(
  log: AsyncIterable<Uint8Array>,
  { machine, report }: Session,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const iterator = log[Symbol.asyncIterator]();
  const first = iterator.next();
  const given = await Promise.race([first, machine.clock.sleep(firstWordWithinMs)]);
  if (!given) {
    report.note('Nothing came on standard input; `metaton explain -` waits for it.');
    return undefined;
  }
  return given.done === true ? undefined : resumed(given.value, iterator);
}

async function* resumed(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
