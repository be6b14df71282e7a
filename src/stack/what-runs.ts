/** Sees for itself that a stack has ended: its processes are gone and its ports free. */
import type { RemoteStack } from '../model/control.ts';
import type { LivingProcess, Machine } from '../model/machine.ts';

/** What there is to end. */
export interface Running {
  readonly processes: readonly LivingProcess[];
  readonly ports: readonly number[];
}

/** Every process of the stack, the metaton that runs it too, and the ports that it holds. */
export async function whatRuns({ about, status }: RemoteStack, { processes, network }: Machine): Promise<Running> {
  const services = await status();
  const groups = services.flatMap(({ pid }) => pid ?? []);
  const [runner, tagged, ...members] = await Promise.all([
    processes.look(about.pid),
    processes.tagged(about.tag),
    ...groups.map((group) => processes.members(group)),
  ]);
  const all = [...(runner ? [runner] : []), ...tagged, ...members.flat()];
  const ports = services.flatMap((service) => service.ports);
  const holders = await Promise.all(ports.map((port) => network.portHolder(port)));
  return {
    processes: [...new Map(all.map((living) => [living.pid, living])).values()],
    ports: ports.filter((_, index) => holders[index] !== undefined),
  };
}

/** What is left of it now. */
export async function whatIsLeft({ processes: were, ports }: Running, machine: Machine): Promise<readonly string[]> {
  const [processes, holders] = await Promise.all([
    Promise.all(were.map(({ pid }) => machine.processes.look(pid))),
    Promise.all(ports.map((port) => machine.network.portHolder(port))),
  ]);
  const alive = processes.flatMap((living, index) =>
    living?.identity === were[index]?.identity && living ? [`pid ${living.pid}: ${living.command}`] : [],
  );
  const held = holders.flatMap((holder, index) =>
    holder ? [`port ${ports[index] ?? ''}: ${holder.description}`] : [],
  );
  return [...alive, ...held];
}
