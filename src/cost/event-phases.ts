/** An event → the phases that are paid for. */
import type { Phase } from './estimate.ts';
import type { PlannedEvent } from './read-event.ts';
import type { State } from './state.ts';
import { scalars } from './state.ts';

/** Set-up by a few people, the event days, and the time between them, each with the guide's scalars. */
export function eventPhases(event: PlannedEvent): readonly Phase[] {
  const { instance, layout } = event.servers;
  const small = { instance: event.setupInstance, layout };
  const offState = offTimeState(event);
  return [
    // The guide takes the upper scalar of an active stack for set-up: "upper bound for costs just in case".
    { name: 'set-up', states: ['active', 'active'], scalar: upper('active'), ...small, hours: event.setupHours },
    {
      name: 'event',
      states: ['active', 'top'],
      scalar: { min: scalars.active.max, max: scalars.top.max },
      instance,
      layout,
      hours: event.hoursADay.times(event.days),
    },
    { name: 'off-time', states: [offState, offState], scalar: scalars[offState], ...small, hours: event.offHours },
  ];
}

/** What the stack is left in when nobody needs it. */
function offTimeState({ offTime, isPausing }: Pick<PlannedEvent, 'offTime' | 'isPausing'>): State {
  if (offTime === 'offline') return 'offline';
  return isPausing ? 'idle-pausing' : 'idle';
}

const upper = (state: State): Phase['scalar'] => ({ min: scalars[state].max, max: scalars[state].max });
