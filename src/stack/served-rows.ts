/** Looks at the certificates that running servers show. */
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';
import { messageOf } from '../model/message-of.ts';

/** What a running server shows. */
export interface ServedRow {
  readonly service: string;
  readonly port: number;
  readonly state: 'current' | 'other' | 'silent';
  readonly detail: string;
}

/** Every port of the stack at which somebody listens who should speak TLS, by a handshake with each. */
export async function servedRows(
  { services, values }: OpenStack,
  { machine: { network } }: Session,
  fingerprint: string | undefined,
): Promise<readonly ServedRow[]> {
  const ports = services.flatMap(({ name, ports }) =>
    Object.entries(ports)
      .filter(([, { protocol }]) => protocol === 'https')
      .map(([port]) => ({ service: name, port: values.port(name, port) })),
  );
  const rows = ports.map(async ({ service, port }): Promise<readonly ServedRow[]> => {
    if ((await network.portHolder(port)) === undefined) return [];
    try {
      const seen = await network.seeTls(port, values.host, values.certificate.authority);
      const state = seen.fingerprint === fingerprint ? 'current' : 'other';
      const detail = [state === 'other' ? seen.description : undefined, seen.refusal]
        .filter((part) => part !== undefined)
        .join('; ');
      return [{ service, port, state, detail }];
    } catch (error) {
      return [{ service, port, state: 'silent', detail: messageOf(error) }];
    }
  });
  return (await Promise.all(rows)).flat();
}
