/** Tells what people have written into a checkout by hand: what of it is put right, and what may stay. */
import type { CheckoutSnapshot, RecordedFiles } from '../model/patch.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { StackValues } from '../model/stack-values.ts';
import { applyPatch } from './apply-patch.ts';
import { chooseEra } from './choose-era.ts';

/** One sentence for each, to be said when the checkout is patched. */
export function handEditNotices(
  service: ServiceDefinition,
  snapshot: CheckoutSnapshot,
  values: StackValues,
  recorded: RecordedFiles = new Map(),
): readonly string[] {
  const era = chooseEra(service, snapshot);
  if (!era.ok) return [];
  const { patches, adopts = [] } = era.value;
  const corrected = patches
    .filter((patch) => patch.kind === 'correct' && patch.byHand)
    // As metaton has left it, it is the settings that are others.
    .filter(({ file }) => recorded.get(file)?.now !== 'as-left')
    .filter((patch) => applyPatch(snapshot.text(patch.file), patch, values).kind === 'changed')
    .map(({ file, id, why }) => `${file} was edited by hand, and is put right (${id}): ${why}`);
  const adopted = adopts
    .filter(({ file, pattern }) => new RegExp(pattern.source, 'm').test(snapshot.text(file) ?? ''))
    .map(({ file, words }) => `${file} ${words}. It stays as it is.`);
  return [...corrected, ...adopted].map((words) => `Note: of ${service.name}, ${words}`);
}
