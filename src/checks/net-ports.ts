/** Are the ports free, or held by this very stack? */
import { defectOf, defineCheck } from '../model/check.ts';
import { isLeftOver } from '../model/facts.ts';
import { portOfAirPlay, portTaken, stackElsewhere } from '../model/problems/network.ts';

/** The part of macOS that receives what other devices play; `lsof` cuts names off. */
const isAirPlay = (description: string, platform: string): boolean =>
  platform === 'darwin' && /ControlCe|AirPlay/.test(description);

/** A holder that runs in this workspace or in one of its checkouts is the stack itself. */
export const netPorts = defineCheck({
  id: 'net.ports',
  title: 'Ports',
  why: 'Two programs cannot listen on one port, and upstream fixes most of them.',
  look: ({ facts }) => Promise.resolve(facts.portHolders),
  judge: (holders, { services, values, workspace, facts, installation }) => {
    const ours = [workspace.folder, ...[...facts.checkouts.values()].map(({ root }) => root)];
    const isOurs = (folder: string | undefined): boolean =>
      folder !== undefined && ours.some((root) => folder === root || folder.startsWith(`${root}/`));
    let held = 0;
    for (const { name, ports } of services)
      for (const [key, port] of Object.entries(ports)) {
        const number = values.port(name, key);
        const holder = holders.get(number);
        if (!holder) continue;
        const other = facts.stacksAt.get(number);
        if (other)
          return defectOf(
            'fail',
            stackElsewhere(
              other,
              [...facts.stacksAt].flatMap(([port, stack]) => (stack === other ? port : [])),
            ),
          );
        if (!isOurs(holder.folder) && !isLeftOver(facts, holder.pid))
          return defectOf(
            'fail',
            isAirPlay(holder.description, installation.platform)
              ? portOfAirPlay(number, holder.description)
              : portTaken(number, holder.description, name, port),
          );
        held++;
      }
    return { status: 'pass', note: held === 0 ? 'all free' : `${held} held by this stack` };
  },
});
