/** The table at the end of a start, and the critical path. */
import type { ChalkInstance } from 'chalk';
import type { Summary } from '../model/session.ts';
import { criticalPath, type PathStep } from './critical-path.ts';
import { duration } from './duration.ts';
import type { StackState } from './stack-state.ts';
import { table } from './table.ts';
import { verdictsText } from './verdicts-text.ts';

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
      const own = verdicts.filter((verdict) => verdict.service === name && isHeldAgainst(verdict));
      return [
        name,
        service?.life.phase ?? '',
        urls[0]?.url ?? '',
        service?.readyAt === undefined ? '' : duration(service.readyAt - (state.beganAt ?? 0)),
        own.length === 0 ? '' : `${own.filter(({ outcome }) => outcome === 'proven').length} of ${own.length}`,
      ];
    });
  const refuted = verdicts.filter(({ outcome }) => outcome === 'refuted');
  const header = ['service', 'state', 'address', 'ready after', ...(verdicts.length > 0 ? ['proven'] : [])];
  return [
    '',
    ...table([header, ...rows.map((row) => row.slice(0, header.length))]).map((line, index) =>
      index === 0 ? chalk.bold(line) : line,
    ),
    '',
    ...refuted.map(({ service, claim, seen }) => `${chalk.red('✗')} refuted: ${service} ${claim}: ${seen}`),
    ...(isVerbose && verdicts.length > 0 ? [verdictsText(verdicts), ''] : []),
    ...notReadyLine(state),
    readyLine(plan, state, isVerbose),
    '',
  ].join('\n');
}

/** Whether it works is not told by what could not be tried, nor by what is known not to. */
const isHeldAgainst = ({ outcome }: Summary['verdicts'][number]): boolean =>
  outcome === 'proven' || outcome === 'refuted';

function notReadyLine({ services }: StackState): readonly string[] {
  const others = [...services].filter(([, { life }]) => life.phase !== 'ready' && life.phase !== 'stopped');
  if (others.length === 0) return [];
  const names = others.map(([name, { life }]) => `${name} (${life.phase})`);
  return [`${others.length} of ${services.size} not ready: ${names.join(', ')}.`];
}

function readyLine(plan: Summary['plan'], state: StackState, isVerbose: boolean): string {
  const ends = [...state.steps.values()].map(({ endedAt }) => endedAt ?? 0);
  const total = Math.max(...ends, state.beganAt ?? 0) - (state.beganAt ?? 0);
  const isReady = notReadyLine(state).length === 0;
  const path = criticalPath(plan, state.steps);
  if (!isReady) return `Started in ${duration(total)}.`;
  if (!isVerbose) return [`Ready in ${duration(total)}`, pathInWords(path)].filter((part) => part !== '').join(': ');
  const sum = path.reduce((ms, { durationMs }) => ms + durationMs, 0);
  const parts = path
    .filter(({ durationMs }) => durationMs > 0)
    .map(({ step, durationMs }) => `${step.id} ${(durationMs / 1000).toFixed(2)}`);
  return `Ready in ${(total / 1000).toFixed(2)} s; critical path ${(sum / 1000).toFixed(2)} s: ${parts.join(' → ')}`;
}

/** Shorter parts of the path tell nobody anything, ms. */
const worthNamingMs = 50;

/** By service, with the seconds that everything had to wait for it. */
function pathInWords(path: readonly PathStep[]): string {
  const parts: { readonly name: string; durationMs: number }[] = [];
  for (const { step, durationMs } of path) {
    const name = step.service ?? step.id;
    const last = parts.at(-1);
    if (last?.name === name) last.durationMs += durationMs;
    else parts.push({ name, durationMs });
  }
  return parts
    .filter(({ durationMs }) => durationMs >= worthNamingMs)
    .map(({ name, durationMs }) => `${name} ${(durationMs / 1000).toFixed(1)}`)
    .join(' → ');
}
