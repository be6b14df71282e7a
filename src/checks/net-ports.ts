/** Are the ports free, or held by this very stack? */
import { defineCheck } from '../model/check.ts';
import { isLeftOver } from '../model/facts.ts';
import { portTaken } from '../model/problems/network.ts';

/** A holder that runs in this workspace or in one of its checkouts is the stack itself. */
export const netPorts = defineCheck({
  id: 'net.ports',
  title: 'Ports',
  look: ({ facts }) => Promise.resolve(facts.portHolders),
  judge: (holders, { services, values, workspace, facts }) => {
    const ours = [workspace.folder, ...[...facts.checkouts.values()].map(({ root }) => root)];
    const isOurs = (folder: string | undefined): boolean =>
      folder !== undefined && ours.some((root) => folder === root || folder.startsWith(`${root}/`));
    let held = 0;
    for (const { name, ports } of services)
      for (const [key, port] of Object.entries(ports)) {
        const number = values.port(name, key);
        const holder = holders.get(number);
        if (!holder) continue;
        if (!isOurs(holder.folder) && !isLeftOver(facts, holder.pid))
          return {
            status: 'fail',
            problem: portTaken(number, holder.description, name, port),
          };
        held++;
      }
    return { status: 'pass', note: held === 0 ? 'all free' : `${held} held by this stack` };
  },
});
