/** What a stack was made from, for the dashboard: commits, patches, certificates, places. No secrets. */
import { certificateInfo } from '../dashboard/certificate-info.ts';
import type { WorkspaceInfo } from '../dashboard/page-state.ts';
import { gitAnswer } from '../engine/git.ts';
import { isOpen } from '../model/check.ts';
import type { Session } from '../model/session.ts';
import { lookAtPatches } from './checked-patches.ts';
import { openStack } from './open-stack.ts';

/** As it is now; `undefined` where the workspace cannot be read. */
export async function describeWorkspace(session: Session): Promise<WorkspaceInfo | undefined> {
  const { machine, installation } = session;
  const opened = await openStack(session);
  if (!opened.ok) return undefined;
  const stack = opened.value;
  const { facts, values, services, workspace } = stack;
  const { patches } = lookAtPatches(stack);
  const { host, port, user, name } = values.database;
  return {
    checkouts: await Promise.all(
      services
        .filter((service) => facts.checkouts.has(service.name))
        .map(async (service) => {
          const folder = values.checkout(service.name);
          const own = patches.filter((patch) => patch.service === service.name);
          return {
            service: service.name,
            folder,
            commit: await gitAnswer(machine, folder, ['rev-parse', '--short=12', 'HEAD']),
            era: values.era(service.name),
            patchesApplied: own.filter(({ state }) => state === 'applied').length,
            patchesOpen: own.filter(isOpen).length,
          };
        }),
    ),
    certificates: certificateInfo(await machine.certificates.inspect(values.certificate)),
    facts: [
      ['metaton', installation.version],
      ['Node of metaton', installation.nodeVersion],
      ['Workspace', workspace.folder],
      ['Logs', `${values.state}/logs`],
      ['Database', `postgres://${user}:***@${host}:${port}/${name}${values.database.isEmbedded ? ' (embedded)' : ''}`],
    ],
  };
}
