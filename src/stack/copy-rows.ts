/** Looks at the copies of certificates and keys in the checkouts. */
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
