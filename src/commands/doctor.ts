/** `metaton doctor`: are this machine and this workspace able to run the stack? Changes nothing but with `--fix`. */
import { isAbsolute, join } from 'node:path';
import { allChecks } from '../checks/index.ts';
import { examine } from '../engine/examine.ts';
import { redact } from '../engine/redact.ts';
import type { Check, Examined } from '../model/check.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { checksFailed, fixNotAllowed, reportInTheWay, reportUnwritable } from '../model/problems/check.ts';
import type { Session } from '../model/session.ts';
import { selectChecks } from '../plan/select-checks.ts';
import { bugReport, bugReportHeading } from '../report/bug-report.ts';
import { countsOf, examinedDocument } from '../report/examined-text.ts';
import { fixPlanText, mendedText } from '../report/mended-text.ts';
import { table } from '../report/table.ts';
import { consent } from '../stack/consent.ts';
import { lastRecords } from '../stack/last-records.ts';
import { lookAround, type Surroundings } from '../stack/look-around.ts';
import { mend, mendable, type Mended } from '../stack/mend.ts';

/** What to ask, and what to do with the answers. */
export interface DoctorFlags {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly list: boolean;
  readonly fix: boolean;
  readonly strict: boolean;
  /** A file for a report that can be shown to strangers. */
  readonly report: string | undefined;
}

/** Fails when any check fails; warnings only with `--strict`. */
export async function doctor(flags: DoctorFlags, session: Session): Promise<Result<void>> {
  const { machine, report } = session;
  const checks = selectChecks(allChecks, flags);
  if (!checks.ok) return checks;
  if (flags.list) return list(checks.value, session);

  const beganAt = machine.clock.now();
  const surroundings = await lookAround(session);
  const answers = await examine(checks.value, { ...surroundings, isOffline: session.options.offline });
  const tookMs = machine.clock.now() - beganAt;
  report.examined(answers, tookMs);

  const fixed = flags.fix ? await fix(checks.value, answers, session) : ok(undefined);
  const mended = fixed.ok ? fixed.value : undefined;
  const last = mended?.answers ?? answers;
  const written =
    flags.report === undefined ? ok(undefined) : await writeReport(flags.report, last, tookMs, surroundings, session);
  report.document({
    checks: examinedDocument(last),
    counts: countsOf(last),
    ...(mended ? { mended: mended.mended, left: mended.left } : {}),
  });
  const problems = [
    ...outcome(last, flags.strict),
    ...(fixed.ok ? [] : fixed.problems),
    ...(written.ok ? [] : written.problems),
  ];
  return okUnless([...problems, ...workspaceProblems(surroundings, session)], undefined);
}

function list(checks: readonly Check[], { report }: Session): Result<void> {
  report.text(table(checks.map(({ id, title }) => [id, title])).join('\n'));
  report.document({ checks: checks.map(({ id, title, why, about, needs }) => ({ id, title, why, about, needs })) });
  return ok(undefined);
}

function outcome(answers: readonly Examined[], isStrict: boolean): readonly Problem[] {
  const bad = answers.filter(({ finding: { status } }) => status === 'fail' || (isStrict && status === 'warn'));
  return bad.length === 0 ? [] : [checksFailed(bad.map(({ check: { id } }) => id))];
}

/** Where there is none, the machine alone was asked about; one that is wrong is a Problem. */
function workspaceProblems({ problems }: Surroundings, { report }: Session): readonly Problem[] {
  const isMissing = problems.some(({ code }) => code === 'workspace-missing');
  if (isMissing) report.note('There is no workspace here: only the machine was looked at.');
  return isMissing ? [] : problems;
}

async function fix(
  checks: readonly Check[],
  answers: readonly Examined[],
  session: Session,
): Promise<Result<Mended | undefined>> {
  const { report, options } = session;
  const plan = fixPlanText(answers);
  report.text(plan === '' ? '\nThere is nothing to mend.' : `\n${plan}`);
  if (mendable(answers).length === 0 || options.dryRun) return ok(undefined);
  const leave = await consent('Do this?', session);
  if (leave !== true) return leave === undefined ? failed(fixNotAllowed()) : ok(undefined);
  const mended = await mend(checks, answers, session);
  report.text(`\n${mendedText(mended.mended, mended.left)}`);
  return ok(mended);
}

/** Enough to see what led to the end. */
const reportedRecords = 300;

/** Names whose values are nobody's business. */
const secretName = /pass|secret|token|key|cookie|credential|auth/i;

async function writeReport(
  given: string,
  answers: readonly Examined[],
  tookMs: number,
  { workspace }: Surroundings,
  session: Session,
): Promise<Result<void>> {
  const { machine, installation, environment, directory, report } = session;
  const file = isAbsolute(given) ? given : join(directory, given);
  const state = workspace?.values.state;
  try {
    const present = await machine.files.read(file);
    if (present?.startsWith(bugReportHeading) === false) return failed(reportInTheWay(file));
    const records = state === undefined ? [] : await lastRecords(machine, state, reportedRecords);
    const text = bugReport({
      installation,
      at: machine.clock.now(),
      answers,
      tookMs,
      config: workspace?.workspace.config,
      records,
    });
    const variables = [
      ...Object.entries(environment),
      ...Object.values(workspace?.workspace.config.services ?? {}).flatMap(({ env }) => Object.entries(env)),
    ];
    const secrets = [
      ...variables.flatMap(([name, value]) => (secretName.test(name) && value !== undefined ? [value] : [])),
      ...(state === undefined ? [] : [(await machine.files.read(`${state}/console/.erlang.cookie`)) ?? '']),
    ].map((secret) => secret.trim());
    const homes = [environment['HOME'], environment['USERPROFILE']].filter((home) => home !== undefined);
    await machine.files.write(file, redact(text, { homes, secrets }), 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return failed(reportUnwritable(file, error));
    throw error;
  }
  report.note(`Report written to ${file}. Read it before you show it to anyone.`);
  return ok(undefined);
}
