/** Settings, services and facts → the plan of `up`, `init` and `patch`. Pure; all Problems at once, before anything is touched. */
import type { Command, Environment } from '../model/command.ts';
import { type Facts, isLeftOver } from '../model/facts.ts';
import { leftoversInWords } from '../model/leftover.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { workspaceBusy } from '../model/problems/config.ts';
import { portTaken, stackElsewhere } from '../model/problems/network.ts';
import type { Readiness } from '../model/readiness.ts';
import type { Need, ServiceDefinition, Task } from '../model/service-definition.ts';
import type { StackValues } from '../model/stack-values.ts';
import type { Launch, Plan, PlannedPatches, Step } from '../model/step.ts';
import { judgeDatabaseUrl } from './judge-settings.ts';
import { handEditNotices } from './hand-edits.ts';
import { checkSteps, planCheckout, planCode, surroundings } from './plan-code.ts';
import type { PlanGround } from './plan-ground.ts';

/** The steps that take the workspace from what it is to what is asked. */
export function planStack(ground: PlanGround): Result<Plan> {
  const { facts, workspace } = ground;
  // Taken ports and the like would only say the same in more words.
  if (facts.runner !== undefined && ground.services.some(ground.launches))
    return failed(workspaceBusy(facts.runner, workspace.folder));
  const problems: Problem[] = [...judgeDatabaseUrl(workspace)];
  const steps: Step[] = [];
  const planned: PlannedPatches[] = [];
  const notices = [...noticesOf(ground)];
  for (const service of ground.services.filter(({ name }) => !ground.running.includes(name))) {
    const patches = planCheckout(service, ground);
    if (patches.ok && patches.value) {
      notices.push(...handEdits(service, patches.value, ground));
      planned.push(patches.value);
    }
    const own = patches.ok ? serviceSteps(service, patches.value, ground) : patches;
    if (own.ok) steps.push(...own.value);
    else problems.push(...own.problems);
    problems.push(...(service.refusals?.(ground.values) ?? []));
    problems.push(...launchProblems(service, ground));
  }
  problems.push(...heldByOthers(ground));
  const all = [...checkSteps(planned, ground), ...steps];
  return okUnless(problems, {
    steps: afterLeftovers(withKnownNeeds(all), ground),
    notices: [...planned.flatMap(({ remarks }) => remarks), ...notices],
  });
}

const noticesOf = ({ services, launches, values }: PlanGround): readonly string[] =>
  services
    .filter(launches)
    .flatMap(({ name, exposure, remarks }) => [
      ...(exposure?.(values) ?? []).map((words) => `Note: of ${name}, ${words}.`),
      ...(remarks?.(values) ?? []).map((words) => `Note: ${words}`),
    ]);

/** Told while there is something to write, not at every start. */
function handEdits(
  service: ServiceDefinition,
  { files }: PlannedPatches,
  { facts, values }: PlanGround,
): readonly string[] {
  const snapshot = facts.checkouts.get(service.name);
  return snapshot && files.length > 0
    ? handEditNotices(service, snapshot, values, facts.recorded.get(service.name))
    : [];
}

/** A step may only wait for steps that are in the plan: a service that was left out is nobody's need. */
function withKnownNeeds(steps: readonly Step[]): readonly Step[] {
  const ids = new Set(steps.map(({ id }) => id));
  return steps.map((step) => ({ ...step, after: step.after.filter((id) => ids.has(id)) }));
}

/** What an earlier run left holds ports and files: it is ended before anything else is done. */
function afterLeftovers(steps: readonly Step[], { facts, services, launches, values }: PlanGround): readonly Step[] {
  if (facts.leftovers.length === 0 || !services.some(launches)) return steps;
  const first: Step = {
    id: 'leftovers',
    title: `End what an earlier run left: ${leftoversInWords(facts.leftovers)}`,
    service: undefined,
    after: [],
    action: { kind: 'end-leftovers', state: values.state },
  };
  return [first, ...steps.map((step) => ({ ...step, after: [first.id, ...step.after] }))];
}

function launchProblems(service: ServiceDefinition, ground: PlanGround): readonly Problem[] {
  const { values, facts, launches } = ground;
  if (!launches(service)) return [];
  return [
    ...(service.obstacles?.(values) ?? []),
    ...(service.launch?.(values) === undefined ? [] : takenPorts(service, values, facts)),
  ];
}

const takenPorts = (service: ServiceDefinition, values: StackValues, facts: Facts): readonly Problem[] =>
  Object.entries(service.ports).flatMap(([name, port]) => {
    const number = values.port(service.name, name);
    const holder = facts.portHolders.get(number);
    return holder && !isLeftOver(facts, holder.pid) && !facts.stacksAt.has(number)
      ? [portTaken(number, holder.description, service.name, port)]
      : [];
  });

/** One for each other workspace, whatever it holds. */
function heldByOthers({ services, launches, values, facts }: PlanGround): readonly Problem[] {
  const wanted = services
    .filter((service) => launches(service) && service.launch?.(values) !== undefined)
    .flatMap(({ name, ports }) => Object.keys(ports).map((port) => values.port(name, port)));
  const held = wanted.flatMap((port) => {
    const stack = facts.stacksAt.get(port);
    return stack ? [{ port, stack }] : [];
  });
  return [...new Set(held.map(({ stack }) => stack))].map((stack) =>
    stackElsewhere(
      stack,
      held.filter((one) => one.stack === stack).map(({ port }) => port),
    ),
  );
}

/** All steps of one service. Those that others wait for have the ids that `endOf` names. */
export function planService(service: ServiceDefinition, ground: PlanGround): Result<readonly Step[]> {
  const patches = planCheckout(service, ground);
  return patches.ok ? serviceSteps(service, patches.value, ground) : patches;
}

function serviceSteps(
  service: ServiceDefinition,
  patches: PlannedPatches | undefined,
  ground: PlanGround,
): Result<readonly Step[]> {
  const { values } = ground;
  const completed = service.needs.filter((need) => need.until === 'completed');
  const code = planCode(
    service,
    patches,
    completed.flatMap((need) => endOf(need, ground)),
    ground,
  );
  if (!code.ok) return code;
  const provide = ground.provides === true ? chain(service.name, 'provide', service.provide?.(values) ?? [], []) : [];
  const prepare = chain(
    service.name,
    'prepare',
    service.prepare?.(values) ?? [],
    [...provide, ...code.value].map(({ id }) => id),
  );
  const before = [...provide, ...code.value, ...prepare];
  return ok(ground.launches(service) ? [...before, ...launchSteps(service, before, ground)] : before);
}

function launchSteps(service: ServiceDefinition, before: readonly Step[], ground: PlanGround): readonly Step[] {
  const { values } = ground;
  const { name } = service;
  const step = (part: string, title: string, after: readonly string[], action: Step['action']): Step => ({
    id: `${name}:${part}`,
    title,
    service: name,
    after,
    action,
  });
  const needed = service.needs.flatMap((need) => endOf(need, ground));
  const trusted = service.launch?.(values)?.kind === 'command' ? certificateSteps(ground) : [];
  const needs = [...new Set([...before.map(({ id }) => id), ...needed, ...trusted])];
  const gate = service.gate?.(values);
  const launch = launchOf(service, ground);
  const readiness = readinessOf(service, ground);
  const gateSteps = gate
    ? [step('gate', `Wait until ${name} may start`, needs, { kind: 'wait-for', readiness: gate })]
    : [];
  const ready = gate ? [`${name}:gate`] : needs;
  const startSteps = launch ? [step('start', `Start ${name}`, ready, { kind: 'launch', launch })] : [];
  const started = launch ? [`${name}:start`] : ready;
  const asked: Step['action'] | undefined = launch
    ? { kind: 'await-ready' }
    : readiness && { kind: 'wait-for', readiness };
  const readySteps = asked ? [step('ready', `Wait until ${name} is ready`, started, asked)] : [];
  const answering = asked ? [`${name}:ready`] : started;
  const isAwaitedToItsEnd = ground.services.some(({ needs }) =>
    needs.some((need) => need.service === name && need.until === 'completed'),
  );
  const endSteps =
    launch && isAwaitedToItsEnd
      ? [step('completed', `Wait until ${name} has done its work`, started, { kind: 'await-completed' })]
      : [];
  return [
    ...gateSteps,
    ...startSteps,
    ...readySteps,
    ...endSteps,
    ...chain(name, 'finish', service.finish?.(values) ?? [], answering),
  ];
}

/** When it counts as ready, within the user's own limit where there is one. */
function readinessOf(service: ServiceDefinition, { values, workspace }: PlanGround): Readiness | undefined {
  const readiness = service.readiness?.(values);
  const seconds = workspace.config.services[service.name]?.readyWithin;
  return readiness && seconds !== undefined ? { ...readiness, withinMs: seconds * 1000 } : readiness;
}

/** Tasks of one service, one after the other but for those that stand alone. */
const chain = (service: string, part: string, tasks: readonly Task[], after: readonly string[]): readonly Step[] =>
  tasks.map(({ title, action, isIndependent }, index) => ({
    id: `${service}:${part}:${index + 1}`,
    title,
    service,
    after: index === 0 || isIndependent === true ? after : [`${service}:${part}:${index}`],
    action,
  }));

/** The steps after which a needed service has come so far; none when it has nothing to do. */
function endOf({ service: name, until }: Need, { services, values }: PlanGround): readonly string[] {
  const service = services.find((candidate) => candidate.name === name);
  const idsOf = (part: string, tasks: readonly Task[] = []): readonly string[] =>
    tasks.map((_, index) => `${name}:${part}:${index + 1}`);
  if (until === 'completed') return [...idsOf('prepare', service?.prepare?.(values)), `${name}:completed`];
  if (until === 'started') return [`${name}:start`];
  return [`${name}:start`, `${name}:ready`, ...idsOf('finish', service?.finish?.(values))];
}

function launchOf(service: ServiceDefinition, ground: PlanGround): Launch | undefined {
  const { values, workspace } = ground;
  const spec = service.launch?.(values);
  if (!spec) return undefined;
  const settings = workspace.config.services[service.name];
  const common: Omit<Launch, 'run'> = {
    gate: service.gate?.(values),
    readiness: readinessOf(service, ground) ?? { probes: [], withinMs: 0 },
    compiles: service.compiles,
    noise: service.noise,
    needs: service.needs.filter(({ until }) => until === 'ready').map((need) => need.service),
    restart: settings?.restart ?? service.restart ?? 'always',
    renewal: service.renewal?.(values),
    startMemoryMiB: service.startMemoryMiB ?? 0,
    ports: Object.keys(service.ports).map((name) => values.port(service.name, name)),
    url: service.urls(values)[0]?.url,
    stop: service.stop ?? { signal: 'SIGTERM', graceMs: 10_000 },
    stopAfter: usersOf(service.name, ground.services),
  };
  if (spec.kind === 'postgres') return { run: spec, ...common };
  const { program, args, cwd, env } = spec.command;
  const command: Command = {
    ...surroundings(service, ground),
    program,
    args,
    cwd: cwd ?? values.checkout(service.name),
    env: { ...trustOfNode(ground), ...service.environment?.(values), ...env, ...settings?.env },
  };
  return { run: { kind: 'command', command }, ...common };
}

/** Has every program on Node believe the certificate of the others, also one that the user has added. */
const trustOfNode = (ground: PlanGround): Environment =>
  certificateSteps(ground).length === 0 ? {} : { NODE_EXTRA_CA_CERTS: ground.values.certificate.authority };

/** The steps that see to the certificate; none in a run that has nothing to do with it. */
const certificateSteps = ({ services, values }: PlanGround): readonly string[] =>
  services.flatMap(({ name, prepare }) =>
    (prepare?.(values) ?? []).flatMap(({ action }, index) =>
      action.kind === 'issue-certificate' || action.kind === 'accept-certificate'
        ? [`${name}:prepare:${index + 1}`]
        : [],
    ),
  );

/** Names of the services that use one as long as they run. */
const usersOf = (name: string, services: readonly ServiceDefinition[]): readonly string[] =>
  services
    .filter(({ needs, stopsBefore }) => needs.some(({ service }) => service === name) || stopsBefore?.includes(name))
    .map((user) => user.name);
