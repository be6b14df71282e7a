/** `metaton ps`: how a stack is, for people and for programs. */
import type { ServiceStatus } from '../model/control.ts';
import { duration } from './duration.ts';
import { seenText } from './failure-text.ts';
import { lifeText } from './life-text.ts';
import { table } from './table.ts';

/** A service, and what it takes of the machine; both are absent where that cannot be seen. */
export interface MeasuredStatus extends ServiceStatus {
  /** Of one core, over a moment. */
  readonly cpuPercent?: number | undefined;
  /** Of its whole process group. */
  readonly memoryMiB?: number | undefined;
}

/** One row a service, and below what known failures they have met. */
export const statusText = (services: readonly MeasuredStatus[], now: number): string =>
  [
    ...rowsOf(services, now),
    ...services.flatMap((one) => (one.lastFailure ? [seenText(one, one.lastFailure, now)] : [])),
  ].join('\n');

const rowsOf = (services: readonly MeasuredStatus[], now: number): readonly string[] =>
  table([
    ['service', 'state', 'pid', 'ports', 'up', 'restarts', 'cpu', 'memory', 'address'],
    ...services.map((status) => [
      status.service,
      lifeText(status.life, now - status.since),
      String(status.pid ?? ''),
      status.ports.join(' '),
      status.startedAt === undefined ? '' : duration(now - status.startedAt),
      String(status.restarts),
      status.cpuPercent === undefined ? '' : `${Math.round(status.cpuPercent)} %`,
      status.memoryMiB === undefined ? '' : `${Math.round(status.memoryMiB)} MiB`,
      status.url ?? '',
    ]),
  ]);

/** Names of the services that neither are ready nor have done their work; before any is known, words for that. */
export const notReady = (services: readonly ServiceStatus[]): readonly string[] =>
  services.length === 0 ? ['nothing has begun yet'] : othersOf(services);

const othersOf = (services: readonly ServiceStatus[]): readonly string[] =>
  services
    .filter(({ life }) => life.phase !== 'ready' && !(life.phase === 'stopped' && life.exit))
    .map(({ service, life }) => `${service} (${life.phase})`);
