/** Flags of `metaton cost` → the event that is meant, with everything that they leave open filled in. */
import Big from 'big.js';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import {
  costCrowdTooLarge,
  costFlagInvalid,
  costFlagsDisagree,
  costInstanceNotRecommended,
  costInstanceUnknown,
  costNoEventServer,
} from '../model/problems/cost.ts';
import type { Catalogue, Instance } from './catalogue.ts';
import { findInstance, isComputeOptimised } from './catalogue.ts';
import type { Layout } from './layout.ts';
import { enterpriseLayouts, layoutOf, mostOfAKind, parseLayout } from './layout.ts';
import type { CrowdKind, ServerChoice } from './pick-instance.ts';
import { largestCrowd, pickServers } from './pick-instance.ts';
import type { NumberFlag } from './read-number.ts';
import { readNumber } from './read-number.ts';

/** What the user says about the event, as text. */
export interface EventFlags {
  readonly users?: string;
  readonly hours?: string;
  readonly days?: string;
  readonly active?: boolean;
  readonly instance?: string;
  readonly servers?: string;
  readonly layout?: string;
  readonly setupHours?: string;
  readonly setupInstance?: string;
  readonly offTime?: string;
  readonly offHours?: string;
  readonly pausing?: boolean;
}

/** An event, complete. */
export interface PlannedEvent {
  readonly users: number;
  readonly crowd: CrowdKind;
  readonly hoursADay: Big;
  readonly days: number;
  readonly servers: ServerChoice;
  /** True where the user named the server type rather than leaving it to metaton. */
  readonly isInstanceChosen: boolean;
  readonly setupInstance: Instance;
  readonly setupHours: Big;
  readonly offTime: 'offline' | 'idle';
  readonly isPausing: boolean;
  readonly offHours: Big;
}

/** What the guide takes where a few people build. */
const setupInstanceName = 't3.medium';

const hoursInAYear = 8760;
const example = 'metaton cost --users 500 --hours 4 --days 2';
const flags = {
  users: { flag: '--users', of: 'people at once', min: 1, isWhole: true, example },
  hours: { flag: '--hours', of: 'hours a day', min: 0.25, max: 24, isWhole: false, example },
  days: { flag: '--days', of: 'days', min: 1, max: 365, isWhole: true, otherwise: '1', example },
  setupHours: {
    flag: '--setup-hours',
    of: 'hours',
    min: 0,
    max: hoursInAYear,
    isWhole: false,
    otherwise: '16',
    example,
  },
  offHours: { flag: '--off-hours', of: 'hours', min: 0, max: hoursInAYear, isWhole: false, example },
} satisfies Record<string, NumberFlag>;

/** The event that the flags describe, or every Problem with them. */
export function readEvent(given: EventFlags, catalogue: Catalogue): Result<PlannedEvent> {
  const users = readNumber(flags.users, given.users);
  const hours = readNumber(flags.hours, given.hours);
  const days = readNumber(flags.days, given.days);
  const setupHours = readNumber(flags.setupHours, given.setupHours);
  const offHours = given.offHours === undefined ? ok(undefined) : readNumber(flags.offHours, given.offHours);
  const offTime = readOffTime(given.offTime);
  const layouts = readLayouts(given);
  const setupInstance = readInstance('--setup-instance', given.setupInstance ?? setupInstanceName, catalogue);
  const problems = problemsOf(users, hours, days, setupHours, offHours, offTime, layouts, setupInstance);
  if (
    !users.ok ||
    !hours.ok ||
    !days.ok ||
    !setupHours.ok ||
    !offHours.ok ||
    !offTime.ok ||
    !layouts.ok ||
    !setupInstance.ok
  ) {
    return okUnless(problems, undefined as never);
  }

  const crowd = given.active === true ? 'min' : 'max';
  const servers = chooseServers(given.instance, layouts.value, users.value.toNumber(), crowd, catalogue);
  if (!servers.ok) return servers;
  return ok({
    users: users.value.toNumber(),
    crowd,
    hoursADay: hours.value,
    days: days.value.toNumber(),
    servers: servers.value,
    isInstanceChosen: given.instance !== undefined,
    setupInstance: setupInstance.value,
    setupHours: setupHours.value,
    offTime: offTime.value,
    isPausing: given.pausing !== false,
    offHours: offHours.value ?? hoursBetween(hours.value, days.value),
  });
}

/** From the end of one event day to the beginning of the next. */
const hoursBetween = (hoursADay: Big, days: Big): Big => new Big(24).minus(hoursADay).times(days.minus(1));

const problemsOf = (...results: readonly Result<unknown>[]): readonly Problem[] =>
  results.flatMap((result) => (result.ok ? [] : result.problems));

function readOffTime(text = 'offline'): Result<PlannedEvent['offTime']> {
  return text === 'offline' || text === 'idle'
    ? ok(text)
    : failed(costFlagInvalid('--off-time', text, '"offline" or "idle"'));
}

function readLayouts({ layout, servers }: EventFlags): Result<readonly [Layout, ...Layout[]]> {
  const byName = layout === undefined ? undefined : parseLayout(layout);
  const byNumber =
    servers === undefined ? undefined : /^\d{1,3}$/.test(servers) ? layoutOf(Number(servers)) : undefined;
  if (layout !== undefined && byName === undefined) {
    return failed(
      costFlagInvalid(
        '--layout',
        layout,
        `"1", or app x streaming servers such as 2x2, up to ${mostOfAKind}x${mostOfAKind}`,
      ),
    );
  }
  if (byName !== undefined && servers !== undefined && Number(servers) !== byName.servers) {
    return failed(
      costFlagsDisagree(
        `--servers ${servers}`,
        `--layout ${byName.name}`,
        `${byName.name} has ${byName.servers} servers`,
      ),
    );
  }
  if (byName === undefined && servers !== undefined && byNumber === undefined) {
    return failed(
      costFlagInvalid(
        '--servers',
        servers,
        `1, or an even number up to ${2 * mostOfAKind}, half app and half streaming (--layout 3x2 for others)`,
      ),
    );
  }
  const chosen = byName ?? byNumber;
  return ok(chosen === undefined ? enterpriseLayouts : [chosen]);
}

function readInstance(flag: string, name: string, catalogue: Catalogue): Result<Instance> {
  const instance = findInstance(catalogue, name);
  if (instance === undefined) {
    const known = catalogue.instances.map((each) => each.name);
    return failed(costInstanceUnknown(flag, name, catalogue.title, known));
  }
  if (instance.notRecommended !== undefined) {
    return failed(costInstanceNotRecommended(flag, name, instance.notRecommended, setupInstanceName));
  }
  return ok(instance);
}

/** The type asked for, in the smallest layout allowed; where it is left open, the first servers that hold the crowd. */
function chooseServers(
  name: string | undefined,
  layouts: readonly [Layout, ...Layout[]],
  users: number,
  crowd: CrowdKind,
  catalogue: Catalogue,
): Result<ServerChoice> {
  if (name !== undefined) {
    const instance = readInstance('--instance', name, catalogue);
    if (!instance.ok) return instance;
    return users > largestCrowd(catalogue, enterpriseLayouts, 'max', () => true)
      ? failed(tooLarge(enterpriseLayouts, users, 'max', catalogue))
      : ok({ instance: instance.value, layout: layouts[0] });
  }
  if (!catalogue.instances.some(isComputeOptimised)) return failed(costNoEventServer(catalogue.title));
  const pick = pickServers(catalogue, layouts, users, crowd, isComputeOptimised);
  return pick === undefined ? failed(tooLarge(layouts, users, crowd, catalogue)) : ok(pick);
}

function tooLarge(layouts: readonly Layout[], users: number, crowd: CrowdKind, catalogue: Catalogue): Problem {
  const limit = largestCrowd(catalogue, layouts, crowd, isComputeOptimised);
  const largest = layouts.at(-1)?.name ?? '';
  const larger = pickServers(catalogue, enterpriseLayouts, users, crowd, isComputeOptimised);
  const fixes = [
    ...(larger === undefined ? [] : [`Give --layout ${larger.layout.name}, which holds it.`]),
    ...(crowd === 'min' && users <= largestCrowd(catalogue, layouts, 'max', isComputeOptimised)
      ? ['Leave out --active, if most of the crowd only watches.']
      : []),
  ];
  return costCrowdTooLarge(users, limit, `the largest c family server in layout ${largest}`, fixes);
}
