/** Reads what a service's eras and patches ask of a checkout. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckoutSnapshot } from '../../src/model/patch.ts';
import type { ServiceDefinition } from '../../src/model/service-definition.ts';

/** The snapshot of a folder on the real disk. */
export async function snapshotOf(service: ServiceDefinition, root: string): Promise<CheckoutSnapshot> {
  const patched = service.eras.flatMap(({ patches, adopts = [] }) => [...patches, ...adopts].map(({ file }) => file));
  const wanted = new Set([...(service.source?.marks ?? []), ...(service.reads ?? []), ...patched]);
  const texts = new Map<string, string | undefined>();
  for (const file of wanted) texts.set(file, await readFile(join(root, file), 'utf8').catch(() => undefined));
  return { root, text: (file) => texts.get(file) };
}
