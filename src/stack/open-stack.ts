/** Puts the first stages together for the commands: settings → services → facts → values. */
import { findWorkspace } from '../config/find-workspace.ts';
import { loadConfig } from '../config/load-config.ts';
import { observe } from '../engine/observe.ts';
import { stateFolder, type Workspace } from '../model/config.ts';
import type { Facts } from '../model/facts.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { Session } from '../model/session.ts';
import type { StackValues } from '../model/stack-values.ts';
import type { Action, Plan, Step } from '../model/step.ts';
import type { Acquisition } from '../plan/plan-ground.ts';
import { isLaterCheck, planLaterCheck } from '../plan/plan-code.ts';
import { planService, planStack } from '../plan/plan-stack.ts';
import { selectServices, type Selection } from '../plan/select-services.ts';
import { checkoutFolder, portOf, runtimeFolder, stackValues } from '../plan/stack-values.ts';
import { allServices } from '../services/index.ts';
import { findPostgrest } from './find-postgrest.ts';

/** A workspace that has been read and looked at. Nothing has been changed. */
export interface OpenStack {
  readonly workspace: Workspace;
  /** In start order. */
  readonly services: readonly ServiceDefinition[];
  readonly values: StackValues;
  readonly facts: Facts;
}

/** Everything that a command may be about. */
const everything: Selection = { only: [], except: [] };

/** Reads the workspace around the session's folder and observes the machine. */
export async function openStack(
  session: Session,
  selection: Selection = everything,
  { guideEdits }: Pick<StackValues, 'guideEdits'> = { guideEdits: false },
): Promise<Result<OpenStack>> {
  const folder = await findWorkspace(session.machine.files, session.directory);
  if (!folder.ok) return folder;
  const workspace = await loadConfig(session.machine.files, folder.value, session.environment, session.options.set);
  if (!workspace.ok) return workspace;
  const services = selectServices(allServices, workspace.value, selection);
  if (!services.ok) return services;
  const sights = { ...sightsOf(workspace.value, services.value), stacks: session.installation.stacksFolder };
  const [facts, templates, postgrest] = await Promise.all([
    observe(session.machine, sights),
    readTemplates(session),
    findPostgrest(workspace.value, session),
  ]);
  const values = stackValues({
    workspace: workspace.value,
    known: [...allServices, ...services.value],
    chosen: services.value,
    installation: session.installation,
    templates,
    facts,
    guideEdits,
    postgrest,
    isOffline: session.options.offline,
  });
  return ok({ workspace: workspace.value, services: services.value, values, facts });
}

const sightsOf = (
  workspace: Workspace,
  services: readonly ServiceDefinition[],
): Omit<Parameters<typeof observe>[1], 'stacks'> => ({
  services,
  checkout: (service) => checkoutFolder(service, workspace),
  runtime: ({ name }) => runtimeFolder(name, workspace),
  ports: services.flatMap((service) => Object.keys(service.ports).map((name) => portOf(service, workspace, name))),
  workspace: workspace.folder,
  state: stateFolder(workspace.folder),
});

/** Files of `templates/` that services render. */
const templateNames = ['reticulum.conf'] as const;

async function readTemplates({ machine, installation }: Session): Promise<ReadonlyMap<string, string>> {
  const texts = templateNames.map(
    async (name) => [name, (await machine.files.read(`${installation.root}/templates/${name}`)) ?? ''] as const,
  );
  return new Map(await Promise.all(texts));
}

/** The plan for a stack of which the services that `launches` names are to run. */
export const planFor = (
  stack: OpenStack,
  { installation }: Session,
  launches: (service: ServiceDefinition) => boolean,
  running: readonly string[] = [],
  acquisition?: Acquisition,
): Result<Plan> => planStack({ ...stack, installation, launches, running, acquisition });

const mustRun = ({ finish }: ServiceDefinition): boolean => finish !== undefined;

/** The plan that puts everything in place: programs are brought, and only those services run that must for that. */
export const planInit = (
  stack: OpenStack,
  { installation }: Session,
  launches: (service: ServiceDefinition) => boolean = mustRun,
  acquisition?: Acquisition,
): Result<Plan> => planStack({ ...stack, installation, launches, provides: true, running: [], acquisition });

/** One step anew, with the machine as it is now: what it waited for is done. `undefined` where nothing is left to do. */
export async function planStep(
  step: Step,
  planned: readonly ServiceDefinition[],
  session: Session,
  acquisition: Acquisition | undefined,
): Promise<Result<Action | undefined>> {
  const name = step.service ?? '';
  const names = isLaterCheck(step) ? planned.map((each) => each.name) : [name];
  const stack = await openStack(session, { only: names, except: [] });
  if (!stack.ok) return stack;
  const ground = {
    ...stack.value,
    installation: session.installation,
    launches: () => false,
    running: [],
    acquisition,
  };
  if (isLaterCheck(step)) return planLaterCheck(step, ground);
  const service = stack.value.services.find((each) => each.name === name);
  if (!service) return ok(undefined);
  const steps = planService(service, ground);
  if (!steps.ok) return steps;
  const action = steps.value.find(({ id }) => id === step.id)?.action;
  if (action?.kind === 'later') throw new Error(`${step.id} still cannot be told`);
  return ok(action);
}
