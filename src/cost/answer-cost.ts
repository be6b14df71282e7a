/** Flags and charts → the whole answer of `metaton cost`. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Advice } from './advise.ts';
import { advise } from './advise.ts';
import type { Catalogue } from './catalogue.ts';
import type { Estimate } from './estimate.ts';
import { estimate } from './estimate.ts';
import { eventPhases } from './event-phases.ts';
import type { EventFlags, PlannedEvent } from './read-event.ts';
import { readEvent } from './read-event.ts';

/** Everything that an answer is made of. */
export interface Answer {
  readonly event: PlannedEvent;
  readonly estimate: Estimate;
  readonly advice: Advice;
  readonly catalogue: Catalogue;
}

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
