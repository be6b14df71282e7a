/** `metaton ps --all`: the stacks of a user, for people. */
import type { ServiceStatus, StackAbout } from '../model/control.ts';
import { duration } from './duration.ts';
import { notReady } from './status-text.ts';
import { table } from './table.ts';

/** A stack, and how its services are; none of one that does not answer. */
export interface SeenStack extends Pick<StackAbout, 'workspace' | 'pid' | 'since'> {
  readonly services: readonly ServiceStatus[];
}

/** One row a stack. */
export const stacksText = (stacks: readonly SeenStack[], now: number): string =>
  table([
    ['workspace', 'state', 'pid', 'ports', 'up', 'address'],
    ...stacks.map(({ workspace, pid, since, services }) => [
      workspace,
      stateOf(services),
      String(pid),
      services.flatMap(({ ports, pid: holder }) => (holder === undefined ? [] : ports)).join(' '),
      duration(now - since),
      services.find(({ url }) => url?.startsWith('https:') === true)?.url ?? '',
    ]),
  ]).join('\n');

function stateOf(services: readonly ServiceStatus[]): string {
  if (services.length === 0) return 'does not answer';
  const others = notReady(services);
  return others.length === 0 ? 'ready' : `${services.length - others.length} of ${services.length} ready`;
}
