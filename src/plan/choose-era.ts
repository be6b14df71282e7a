/** Finds the span of a repository's history that a checkout belongs to. */
import type { CheckoutSnapshot, Era } from '../model/patch.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { eraUnknown } from '../model/problems/patch.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';

/** The newest era that matches; else a Problem that names what was looked at. */
export function chooseEra(service: ServiceDefinition, snapshot: CheckoutSnapshot): Result<Era> {
  const looked = new Map<string, string>();
  const watched: CheckoutSnapshot = {
    root: snapshot.root,
    text: (file) => {
      const text = snapshot.text(file);
      looked.set(file, text === undefined ? `${file} (missing)` : file);
      return text;
    },
  };
  const era = service.eras.find(({ matches }) => matches(watched));
  if (era) return ok(era);
  const names = service.eras.map(({ name }) => name);
  return failed(eraUnknown(service.name, snapshot.root, names, [...looked.values()]));
}
