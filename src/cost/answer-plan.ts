/** Flags and charts → the whole answer of `metaton cost plan`. */
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Catalogue } from './catalogue.ts';
import { parseMoment } from './moment.ts';
import type { EventFlags, PlannedEvent } from './read-event.ts';
import { readEvent } from './read-event.ts';
import type { ScheduleEntry } from './schedule.ts';
import { schedule } from './schedule.ts';

/** The event's flags, and when it begins. */
export interface PlanFlags extends EventFlags {
  readonly on?: string;
}

/** The event type that the guide names, taken where the user says neither a type nor a crowd. */
const eventInstanceName = 'c4.large';

/** What to switch when, for the event of the flags. */
export function answerPlan(
  flags: PlanFlags,
  catalogue: Catalogue,
): Result<{ readonly event: PlannedEvent; readonly entries: readonly ScheduleEntry[] }> {
  const event = readEvent({ ...withoutCrowd(flags), hours: flags.hours ?? '4' }, catalogue);
  const on = parseMoment('--on', flags.on);
  if (!event.ok) return on.ok ? event : { ok: false, problems: [...event.problems, ...on.problems] };
  if (!on.ok) return on;
  return ok({ event: event.value, entries: schedule(event.value, on.value, catalogue) });
}

const withoutCrowd = (flags: PlanFlags): PlanFlags =>
  flags.users === undefined ? { ...flags, users: '1', instance: flags.instance ?? eventInstanceName } : flags;
