/** The table at the end of a start, and the critical path. */
import type { ChalkInstance } from 'chalk';
import type { Summary } from '../model/session.ts';
import { criticalPath } from './critical-path.ts';
import { duration } from './duration.ts';
import type { StackState } from './stack-state.ts';

/** One row a service: state, address, time to ready, and what it proved. */
export function summaryText(
  { plan, services, verdicts }: Summary,
  state: StackState,
  chalk: ChalkInstance,
  isVerbose: boolean,
): string {
  const rows = services
    .filter(({ name }) => state.services.has(name))
    .map(({ name, urls }) => {
      const service = state.services.get(name);
      const own = verdicts.filter((verdict) => verdict.service === name);
      return [
        name,
        service?.life.phase ?? '',
        urls[0]?.url ?? '',
        service?.readyAt === undefined ? '' : duration(service.readyAt - (state.beganAt ?? 0)),
        own
          .filter(({ outcome }) => outcome === 'proven')
          .map(({ claim }) => claim)
          .join(', '),
      ];
    });
  const refuted = verdicts.filter(({ outcome }) => outcome === 'refuted');
  const header = ['service', 'state', 'address', 'ready after', ...(verdicts.length > 0 ? ['proven'] : [])];
  return [
    '',
    ...table([header, ...rows.map((row) => row.slice(0, header.length))], chalk),
    '',
    ...refuted.map(({ service, claim, seen }) => `${chalk.red('✗')} refuted: ${service} ${claim}: ${seen}`),
    readyLine(plan, state, isVerbose),
    '',
  ].join('\n');
}

function readyLine(plan: Summary['plan'], state: StackState, isVerbose: boolean): string {
  const ends = [...state.steps.values()].map(({ endedAt }) => endedAt ?? 0);
  const total = Math.max(...ends, state.beganAt ?? 0) - (state.beganAt ?? 0);
  if (!isVerbose) return `Ready in ${duration(total)}.`;
  const path = criticalPath(plan, state.steps);
  const sum = path.reduce((ms, { durationMs }) => ms + durationMs, 0);
  const parts = path
    .filter(({ durationMs }) => durationMs > 0)
    .map(({ step, durationMs }) => `${step.id} ${(durationMs / 1000).toFixed(2)}`);
  return `Ready in ${(total / 1000).toFixed(2)} s; critical path ${(sum / 1000).toFixed(2)} s: ${parts.join(' → ')}`;
}

/** Columns as wide as their widest cell; the first row is the heading. */
function table(rows: readonly (readonly string[])[], chalk: ChalkInstance): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row, index) => {
    const line = row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
    return index === 0 ? chalk.bold(line) : line;
  });
}
