/** The doctor's answers, for people and programs. */
import type { Examined, Finding } from '../model/check.ts';

/** A mark for each status, told apart without colour. */
const marks = { pass: '✓', warn: '!', fail: '✗', skip: '-' } as const;

/** A line a check, and the count at the end. Problems are printed by whoever ends the command. */
export function examinedText(answers: readonly Examined[]): string {
  const width = Math.max(...answers.map(({ check }) => check.id.length));
  const lines = answers.map(
    ({ check, finding }) => `${marks[finding.status]} ${check.id.padEnd(width)}  ${check.title}: ${words(finding)}`,
  );
  const count = (status: Finding['status']): number =>
    answers.filter(({ finding }) => finding.status === status).length;
  const total = `${count('pass')} passed, ${count('warn')} warnings, ${count('fail')} failed, ${count('skip')} skipped`;
  return [...lines, '', total].join('\n');
}

/** A plain object a check. */
export const examinedDocument = (answers: readonly Examined[]): readonly object[] =>
  answers.map(({ check: { id, title }, finding, durationMs }) => ({
    id,
    group: id.split('.')[0],
    title,
    status: finding.status,
    summary: words(finding),
    ...('problem' in finding ? { detail: finding.problem.evidence, fixes: finding.problem.fixes } : {}),
    durationMs,
  }));

function words(finding: Finding): string {
  switch (finding.status) {
    case 'pass':
      return finding.note;
    case 'skip':
      return `not checked, ${finding.because}`;
    case 'warn':
    case 'fail':
      return finding.problem.summary;
  }
}
