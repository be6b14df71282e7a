/** What to switch when: the guide's story of an event, for its dates. */
import type { Catalogue, Instance } from './catalogue.ts';
import { isComputeOptimised } from './catalogue.ts';
import type { Moment } from './moment.ts';
import { shift } from './moment.ts';
import type { PlannedEvent } from './read-event.ts';

/** One parameter of the CloudFormation stack, and what to set it to. */
export interface StackChange {
  readonly parameter: string;
  readonly value: string;
}

/** One thing to do, or that happens, at its time. */
export interface ScheduleEntry {
  readonly at: Moment;
  readonly kind: 'go-online' | 'scale-up' | 'begin' | 'scale-down' | 'go-offline';
  readonly title: string;
  readonly changes: readonly StackChange[];
  /** How long until the change has worked, at the guide's word. */
  readonly waitMinutes: number;
  readonly remarks: readonly string[];
}

/** The guide's times, in minutes. */
const onlineBefore = 90;
const onlineTakes = 10;
const scaleUpBefore = 60;
/** Less time than this between an event day and going online again is not worth two updates of the stack. */
const worthGoingDown = 60;

/** Everything to do from going online before the first event day to going offline after the last. */
export function schedule(event: PlannedEvent, on: Moment, catalogue: Catalogue): readonly ScheduleEntry[] {
  const length = event.hoursADay.times(60).toNumber();
  const isWorthIt = 24 * 60 - length - onlineBefore >= worthGoingDown;
  return Array.from({ length: event.days }, (_, index) => index).flatMap((index) => {
    const begin = shift(on, index * 24 * 60);
    return [
      ...(index === 0 || isWorthIt ? before(event, begin) : []),
      during(event, begin, index, catalogue),
      ...(index === event.days - 1 || isWorthIt ? after(event, shift(begin, length)) : []),
    ];
  });
}

function before(event: PlannedEvent, begin: Moment): readonly ScheduleEntry[] {
  const online: ScheduleEntry = {
    at: shift(begin, -onlineBefore),
    kind: 'go-online',
    title: 'Go online',
    changes: [{ parameter: 'Offline Mode', value: 'Online' }],
    waitMinutes: onlineTakes,
    remarks: [],
  };
  const up: ScheduleEntry = {
    at: shift(begin, -scaleUpBefore),
    kind: 'scale-up',
    title: 'Scale up, now at the latest',
    changes: [serverType(event.servers.instance)],
    waitMinutes: 0,
    remarks: event.isPausing
      ? [
          'Then open the hub yourself: a paused database takes 1 to 3 minutes to wake, and only the first visitor waits.',
        ]
      : [],
  };
  return [...(event.offTime === 'offline' ? [online] : []), ...(isScaled(event) ? [up] : [])];
}

function during(event: PlannedEvent, at: Moment, index: number, catalogue: Catalogue): ScheduleEntry {
  const larger = nextLarger(event.servers.instance, catalogue);
  const remedy = larger
    ? `If rooms stutter, scale up to ${larger.name}: people notice a brief freeze and a gap in voices while they move to the new servers.`
    : 'If rooms stutter: this is the largest type of the charts; only a larger layout is left.';
  return {
    at,
    kind: 'begin',
    title: event.days === 1 ? 'The event begins' : `Day ${index + 1} of ${event.days} begins`,
    changes: [],
    waitMinutes: 0,
    remarks: [remedy],
  };
}

function after(event: PlannedEvent, end: Moment): readonly ScheduleEntry[] {
  const down: ScheduleEntry = {
    at: end,
    kind: 'scale-down',
    title: 'Scale down, when people have left',
    changes: [serverType(event.setupInstance)],
    waitMinutes: 0,
    remarks:
      event.offTime === 'idle' && event.isPausing ? ['The database pauses by itself when nobody is connected.'] : [],
  };
  const offline: ScheduleEntry = {
    at: end,
    kind: 'go-offline',
    title: 'Go offline',
    changes: [{ parameter: 'Offline Mode', value: 'Offline' }],
    waitMinutes: 0,
    remarks: ['Nobody can connect: visitors are sent to the offline URL, if you set one. Only storage is paid for.'],
  };
  return [...(isScaled(event) ? [down] : []), ...(event.offTime === 'offline' ? [offline] : [])];
}

/** False when the event runs on the same servers as set-up. */
const isScaled = ({ servers, setupInstance }: PlannedEvent): boolean => servers.instance.name !== setupInstance.name;

const serverType = (instance: Instance): StackChange => ({ parameter: 'Server type', value: instance.name });

/** The next step up in the compute-optimised families. */
const nextLarger = (current: Instance, catalogue: Catalogue): Instance | undefined =>
  catalogue.instances
    .filter((instance) => isComputeOptimised(instance) && instance.vcpu > current.vcpu)
    .toSorted((one, other) => one.vcpu - other.vcpu || one.pricePerHour.cmp(other.pricePerHour))[0];
