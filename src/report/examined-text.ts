/** The doctor's answers, for people and programs. */
import type { ChalkInstance } from 'chalk';
import type { Defect, Examined, Finding } from '../model/check.ts';

type Status = Finding['status'];

/** A mark for each status, told apart without colour, and the other signs of the text. */
const signs = {
  unicode: { pass: '✓', warn: '!', fail: '✗', skip: '-', arrow: '→', dot: '·' },
  ascii: { pass: '+', warn: '!', fail: 'x', skip: '-', arrow: '->', dot: '-' },
} as const;

/** How the text is to look. */
export interface ExaminedLook {
  readonly chalk: ChalkInstance;
  /** Whether the terminal shows more than ASCII. */
  readonly isUnicode: boolean;
  /** Groups without a problem are not collapsed. */
  readonly isVerbose: boolean;
}

/** A heading a group; what passed on one line, what did not with its evidence and the way out; the count at the end. */
export function examinedText(answers: readonly Examined[], tookMs: number, look: ExaminedLook): string {
  const groups = new Map<string, Examined[]>();
  for (const answer of answers) groups.set(groupOf(answer), [...(groups.get(groupOf(answer)) ?? []), answer]);
  const width = Math.max(0, ...[...groups.keys()].map(({ length }) => length));
  const blocks = [...groups].flatMap(([name, members]) =>
    reasonOf(members) === undefined || look.isVerbose ? [groupText(name.padEnd(width), members, look)] : [],
  );
  const unasked = look.isVerbose ? [] : unaskedTexts(groups, look);
  return [...blocks, ...unasked, '', countsText(answers, tookMs, look)].join('\n');
}

/** Why nothing of a group was asked, where it is one reason for all. */
function reasonOf(members: readonly Examined[]): string | undefined {
  const reasons = new Set(members.map(({ finding }) => (finding.status === 'skip' ? finding.because : undefined)));
  return reasons.size === 1 ? [...reasons][0] : undefined;
}

/** Of whole groups only the names, a line a reason. */
function unaskedTexts(groups: ReadonlyMap<string, readonly Examined[]>, look: ExaminedLook): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const [name, members] of groups) {
    const reason = reasonOf(members);
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason].map(
    ([reason, names]) => `${mark('skip', look)} ${look.chalk.dim(`not asked: ${names.join(', ')} (${reason})`)}`,
  );
}

/** A group is as bad as its worst check; what was not asked does not count. */
function worstOf(members: readonly Examined[]): Status {
  const has = (status: Status): boolean => members.some(({ finding }) => finding.status === status);
  return (['fail', 'warn', 'pass'] as const).find(has) ?? 'skip';
}

function groupText(name: string, members: readonly Examined[], look: ExaminedLook): string {
  const { chalk } = look;
  const worst = worstOf(members);
  const isBad = worst === 'warn' || worst === 'fail';
  const heading = `${mark(worst, look)} ${chalk.bold(name)}`;
  const shown = look.isVerbose ? members : members.filter(({ finding: { status } }) => status !== 'pass' && isBad);
  const rest = look.isVerbose ? [] : members.filter((member) => !shown.includes(member));
  return [
    rest.length === 0 ? heading : `${heading}  ${restText(rest, look)}`,
    ...shown.map((member) => checkText(member, look)),
  ].join('\n');
}

/** The ids within their group; those that were not asked with the reason. */
function restText(rest: readonly Examined[], { chalk }: ExaminedLook): string {
  const nameOf = ({ check: { id } }: Examined): string => id.replace(/^[^.]*\./, '');
  const passed = rest.filter(({ finding }) => finding.status === 'pass').map(nameOf);
  const reasons = new Map<string, string[]>();
  for (const answer of rest)
    if (answer.finding.status === 'skip')
      reasons.set(answer.finding.because, [...(reasons.get(answer.finding.because) ?? []), nameOf(answer)]);
  const skipped = [...reasons].map(([because, names]) => chalk.dim(`not asked: ${names.join(', ')} (${because})`));
  return [...(passed.length > 0 ? [passed.join(', ')] : []), ...skipped].join('; ');
}

function checkText({ check, finding }: Examined, look: ExaminedLook): string {
  const { chalk, isUnicode } = look;
  const head = `  ${mark(finding.status, look)} ${check.id}  ${words(finding)}`;
  if (!isDefect(finding)) return head;
  const { arrow } = isUnicode ? signs.unicode : signs.ascii;
  return [
    head,
    ...(finding.detail?.split('\n').map((line) => `      ${chalk.dim(line)}`) ?? []),
    `    ${arrow} ${finding.fix.text}`,
    ...(finding.fix.command === undefined ? [] : [`    ${arrow} ${chalk.cyan(finding.fix.command)}`]),
  ].join('\n');
}

function countsText(answers: readonly Examined[], tookMs: number, { isUnicode }: ExaminedLook): string {
  const { pass, warn, fail, skip } = countsOf(answers);
  const { dot } = isUnicode ? signs.unicode : signs.ascii;
  const parts = [
    `${pass} passed`,
    `${warn} ${warn === 1 ? 'warning' : 'warnings'}`,
    `${fail} failed`,
    `${skip} skipped`,
  ];
  return `${parts.join(` ${dot} `)} (${(tookMs / 1000).toFixed(1)} s)`;
}

function mark(status: Status, { chalk, isUnicode }: ExaminedLook): string {
  const sign = (isUnicode ? signs.unicode : signs.ascii)[status];
  const paint = { pass: chalk.green, warn: chalk.yellow, fail: chalk.red, skip: chalk.dim }[status];
  return paint(sign);
}

/** How many of each. */
export function countsOf(answers: readonly Examined[]): Readonly<Record<Status, number>> {
  const count = (status: Status): number => answers.filter(({ finding }) => finding.status === status).length;
  return { pass: count('pass'), warn: count('warn'), fail: count('fail'), skip: count('skip') };
}

/** A plain object a check. */
export const examinedDocument = (answers: readonly Examined[]): readonly object[] =>
  answers.map((answer) => ({
    id: answer.check.id,
    group: groupOf(answer),
    title: answer.check.title,
    status: answer.finding.status,
    summary: words(answer.finding),
    detail: (isDefect(answer.finding) ? answer.finding.detail : undefined) ?? null,
    fix: isDefect(answer.finding) ? fixDocument(answer.finding) : null,
    durationMs: answer.durationMs,
  }));

const fixDocument = ({ fix: { text, command, mend, needsRoot } }: Defect): object => ({
  text,
  command: command ?? null,
  auto: mend !== undefined,
  needsRoot: needsRoot ?? false,
});

const isDefect = (finding: Finding): finding is Defect => finding.status === 'warn' || finding.status === 'fail';

const groupOf = ({ check: { id } }: Examined): string => id.split('.')[0] ?? id;

function words(finding: Finding): string {
  switch (finding.status) {
    case 'pass':
      return finding.note;
    case 'skip':
      return `not asked: ${finding.because}`;
    case 'warn':
    case 'fail':
      return finding.summary;
  }
}
