/** Problems with ports. */
import type { Problem } from '../problem.ts';
import type { Port } from '../service-definition.ts';
import { shellWord } from '../shell-word.ts';

/** Another program listens where a service must. */
export const portTaken = (
  port: number,
  holder: string,
  service: string,
  { fixedBecause, ifTaken }: Pick<Port, 'fixedBecause' | 'ifTaken'>,
): Problem => ({
  code: 'port-taken',
  summary: `Port ${port} is already in use.`,
  evidence: holder,
  fixes: [
    'Stop that program; if it is an earlier stack, end its `metaton up` with Ctrl-C.',
    ...(fixedBecause === undefined ? [`Set another port for ${service} in metaton.yaml.`] : []),
    ...(ifTaken === undefined ? [] : [ifTaken]),
  ],
  service,
});

/** The stack of another workspace holds ports that this one needs. */
export const stackElsewhere = (
  { workspace, pid }: { readonly workspace: string; readonly pid: number },
  ports: readonly number[],
): Problem => ({
  code: 'stack-elsewhere',
  summary: `The stack in ${workspace} is running, and holds ${ports.length === 1 ? 'a port' : 'ports'} that this one needs.`,
  evidence: `pid ${pid} has ${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}`,
  fixes: [
    `End it: metaton down -C ${shellWord(workspace)}`,
    'Run `metaton ps --all` to see every stack of yours that runs.',
  ],
});

/** macOS holds ports 5000 and 7000 for whoever wants to play something on this screen. */
export const portOfAirPlay = (port: number, holder: string): Problem => ({
  code: 'port-of-airplay',
  summary: `Port ${port} is held by the AirPlay Receiver of macOS.`,
  evidence: holder,
  fixes: [
    'Switch AirPlay Receiver off: System Settings, General, AirDrop & Handoff.',
    'Or move the port: services.dialog.ports.admin in metaton.yaml.',
  ],
});
