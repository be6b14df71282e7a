/** Looks at the certificate where it is used: in checkouts, and at the ports of what runs. */
import { checkCopies, type CopyState } from '../engine/patch-journal.ts';
import type { Session } from '../model/session.ts';
import type { OpenStack } from './open-stack.ts';

/** A file in a checkout where a copy of ours belongs, or that came with the code and should not be shown. */
export interface CopyRow {
  readonly service: string;
  readonly file: string;
  readonly state: CopyState | 'shipped';
  readonly detail: string;
}

/** What a running server shows. */
export interface ServedRow {
  readonly service: string;
  readonly port: number;
  readonly state: 'current' | 'other' | 'silent';
  readonly detail: string;
}

/** Every copy in every checkout. */
export async function copyRows(
  { services, facts, values }: OpenStack,
  { machine: { files, certificates } }: Session,
): Promise<readonly CopyRow[]> {
  const rows = services.map(async (service): Promise<readonly CopyRow[]> => {
    const { name, copies, ships = [] } = service;
    const checkout = facts.checkouts.get(name)?.root;
    if (checkout === undefined) return [];
    const given = { checkout, copies: copies?.(values) ?? [], state: values.state };
    const checked = (await checkCopies(files, given, name)).map(async ({ copy, state }) => ({
      service: name,
      file: copy.to,
      state,
      detail: state === 'foreign' ? await certificates.describe(copy.to) : '',
    }));
    const shipped = ships.map(async (path): Promise<readonly CopyRow[]> => {
      const file = `${checkout}/${path}`;
      if (!(await files.exists(file))) return [];
      return [{ service: name, file, state: 'shipped', detail: await certificates.describe(file) }];
    });
    return [...(await Promise.all(checked)), ...(await Promise.all(shipped)).flat()];
  });
  return (await Promise.all(rows)).flat();
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
      return [{ service, port, state: 'silent', detail: error instanceof Error ? error.message : String(error) }];
    }
  });
  return (await Promise.all(rows)).flat();
}
