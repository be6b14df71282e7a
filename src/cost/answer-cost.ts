/** Flags and charts → the whole answer of `metaton cost`. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import { advise } from './advise.ts';
import type { Catalogue } from './catalogue.ts';
import { estimate } from './estimate.ts';
import { eventPhases } from './event-phases.ts';
import type { EventFlags } from './read-event.ts';
import { readEvent } from './read-event.ts';
import type { Answer } from './render-estimate.ts';

/** What the event of the flags costs, and why. */
export function answerCost(flags: EventFlags, catalogue: Catalogue): Result<Answer> {
  const event = readEvent(flags, catalogue);
  if (!event.ok) return event;
  return ok({
    event: event.value,
    estimate: estimate(eventPhases(event.value)),
    advice: advise(event.value, catalogue),
    catalogue,
  });
}
