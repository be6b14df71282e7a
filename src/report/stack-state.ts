/** The state of a run as a pure fold of its events. */
import type { Event } from '../model/event.ts';
import type { Life } from '../model/life.ts';

/** What is known of one service. */
export interface ServiceState {
  readonly life: Life;
  /** When this phase began. */
  readonly since: number;
  /** When it was first ready; absent before. */
  readonly readyAt?: number;
}

/** When a step ran. */
export interface StepTimes {
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** Everything that views of a run show. */
export interface StackState {
  /** When the first event came; absent before. */
  readonly beganAt?: number;
  readonly services: ReadonlyMap<string, ServiceState>;
  readonly steps: ReadonlyMap<string, StepTimes>;
}

/** Nothing has happened yet. */
export const emptyStack: StackState = { services: new Map(), steps: new Map() };

/** The state after one more event; the very same object when the event changes nothing. */
export function afterEvent(state: StackState, event: Event): StackState {
  const began = state.beganAt === undefined ? { ...state, beganAt: event.at } : state;
  switch (event.kind) {
    case 'service-phase': {
      const known = began.services.get(event.service);
      const readyAt = event.phase === 'ready' ? (known?.readyAt ?? event.at) : known?.readyAt;
      const { kind, service: name, at: since, ...life } = event;
      const service: ServiceState = { life, since, ...(readyAt === undefined ? {} : { readyAt }) };
      return { ...began, services: new Map(began.services).set(name, service) };
    }
    case 'step-started':
      return { ...began, steps: new Map(began.steps).set(event.step, { startedAt: event.at }) };
    case 'step-succeeded':
    case 'step-failed': {
      const startedAt = began.steps.get(event.step)?.startedAt ?? event.at;
      return { ...began, steps: new Map(began.steps).set(event.step, { startedAt, endedAt: event.at }) };
    }
    default:
      return began;
  }
}
