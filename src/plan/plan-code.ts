/** The code of one service: cloned, with a runtime, patched, its dependencies installed. Pure. */
import type { Command } from '../model/command.ts';
import type { Facts } from '../model/facts.ts';
import type { CheckoutSnapshot } from '../model/patch.ts';
import { repositoryOf, repositoryText } from '../model/preset.ts';
import { failed, ok, okUnless, type Result } from '../model/problem.ts';
import { checkoutForeign, checkoutMissing } from '../model/problems/config.ts';
import { checkoutElsewhere } from '../model/problems/source.ts';
import type { CommandWords } from '../model/command.ts';
import type { ServiceDefinition, Source } from '../model/service-definition.ts';
import type { Action, PlannedClone, PlannedInstall, PlannedPatches, Step } from '../model/step.ts';
import { dockerWord, isWanted, toolchainOf, type FoundRuntime, type Toolchain } from '../model/toolchain.ts';
import type { Workspace } from '../model/config.ts';
import { planPatches } from './plan-patches.ts';
import type { Acquisition, PlanGround } from './plan-ground.ts';
import { runtimeFolder } from './stack-values.ts';
import { folderOf } from '../model/folder-of.ts';

/** A full install may compile Erlang and media libraries, ms. */
const installWithinMs = 3_600_000;

/** What patching its code would change; `undefined` where there is no code, or none yet. */
export function planCheckout(service: ServiceDefinition, ground: PlanGround): Result<PlannedPatches | undefined> {
  const { values, facts, workspace, acquisition } = ground;
  const { source, name } = service;
  if (!source) return ok(undefined);
  const snapshot = facts.checkouts.get(name);
  if (!snapshot) {
    // Whoever lacks the checkout around a folder is told once, by the checkout's own service.
    if (source.kind === 'folder-of' || (acquisition && !isInPlace(name, workspace))) return ok(undefined);
    return failed(checkoutMissing(name, values.checkout(name), repositoryOf(service, source, workspace.config).url));
  }
  const missing = facts.missingMarks.get(name) ?? [];
  if (missing.length > 0) return failed(checkoutForeign(name, snapshot.root, missing));
  return planPatches(service, snapshot, values, facts.recorded.get(name));
}

/** The steps up to where it can be started. `patchAfter` are those that make what is copied into the checkout. */
export function planCode(
  service: ServiceDefinition,
  patches: PlannedPatches | undefined,
  patchAfter: readonly string[],
  ground: PlanGround,
): Result<readonly Step[]> {
  const { source } = service;
  if (!source) return ok([]);
  const snapshot = ground.facts.checkouts.get(service.name);
  if (!snapshot) return ok(missingSteps(service, source, patchAfter, ground));
  const recorded = planRecord(service, source, snapshot, ground);
  if (!recorded.ok) return recorded;
  const code: Code = { service, source, snapshot, toolchain: toolchainOf(source.toolchains, snapshot) };
  const runtime = runtimeSteps(code, ground);
  const patch = patches && isWork(patches) ? [patchStep(service, source, patches, patchAfter, ground)] : [];
  const install = installSteps(code, [...runtime, ...patch], ground);
  return ok([...recorded.value, ...runtime, ...patch, ...install]);
}

/** Whether there is anything to write, or to look after. */
const isWork = ({ files, withdrawn, copies }: PlannedPatches): boolean =>
  files.length + withdrawn.length + copies.length > 0;

/** The check of all code that is there when a plan is made. */
const checkStepId = 'patches:check';

/** The check of a checkout that is yet to be cloned. */
const laterCheckId = (service: string): string => `${service}:check`;

const ownerOf = ({ name, source }: ServiceDefinition): string => (source?.kind === 'folder-of' ? source.service : name);

/** Of all checkouts before the first byte is written to any, and before what is installed there could change anything. */
export const checkSteps = (patches: readonly PlannedPatches[], ground: PlanGround): readonly Step[] =>
  checkAction(patches, ground).map((action) => ({
    id: checkStepId,
    title: 'Check that every patch can be written',
    service: undefined,
    after: [],
    action,
  }));

/** None where there is nothing to write. */
function checkAction(patches: readonly PlannedPatches[], { values }: PlanGround): readonly Action[] {
  const work = patches.filter(isWork);
  return work.length === 0 ? [] : [{ kind: 'check-patches', patches: work, state: values.state }];
}

/** The check of a checkout that was cloned after the plan was made; nothing for any other step. */
export function planLaterCheck(step: Step, ground: PlanGround): Result<Action | undefined> {
  const planned = ground.services
    .filter((service) => service.source && laterCheckId(ownerOf(service)) === step.id)
    .map((service) => planCheckout(service, ground));
  const problems = planned.flatMap((result) => (result.ok ? [] : result.problems));
  const patches = planned.flatMap((result) => (result.ok && result.value ? [result.value] : []));
  return okUnless(problems, checkAction(patches, ground)[0]);
}

/** Whether a step is the check of a checkout that is yet to be cloned. */
export const isLaterCheck = ({ id, service }: Step): boolean => service !== undefined && id === laterCheckId(service);

/** Code that is there, and the programs of its time. */
interface Code {
  readonly service: ServiceDefinition;
  readonly source: Source;
  readonly snapshot: CheckoutSnapshot;
  readonly toolchain: Toolchain | undefined;
}

/** Whether a checkout is the user's own, at a path that he has named. */
export const isInPlace = (service: string, { config }: Workspace): boolean =>
  config.services[service]?.path !== undefined;

/** Of code that is yet to be cloned; all but that is planned again at its turn. */
function missingSteps(
  service: ServiceDefinition,
  source: Source,
  patchAfter: readonly string[],
  ground: PlanGround,
): readonly Step[] {
  const { workspace, acquisition } = ground;
  const owner = ownerOf(service);
  if (!acquisition || isInPlace(owner, workspace)) return [];
  const later = (part: string, title: string, after: readonly string[]): Step => ({
    id: `${service.name}:${part}`,
    title,
    service: service.name,
    after: [`${owner}:clone`, ...after],
    action: { kind: 'later' },
  });
  const clone =
    source.kind === 'checkout'
      ? [
          cloneStep(service, source, ground, acquisition),
          later('check', `Check that every patch of ${service.name} can be written`, []),
        ]
      : [];
  const runtime = source.toolchains ? [later('runtime', runtimeTitle(service, source), [])] : [];
  const patch = [later('patch', `Patch ${service.name}`, patchesAfter(service, source, patchAfter))];
  const before = [...runtime, ...patch].map(({ id }) => id);
  const install = {
    ...later('install', installTitle(service), [...before, laterCheckId(owner), ...ownersInstall(source)]),
    sizeMiB: source.install.installedMiB,
  };
  return [...clone, ...runtime, ...patch, install];
}

function cloneStep(
  service: ServiceDefinition,
  source: Source & { readonly kind: 'checkout' },
  ground: PlanGround,
  { isOffline }: Acquisition,
): Step {
  const { facts, workspace, values } = ground;
  const repository = repositoryOf(service, source, workspace.config);
  const locked = facts.locked.get(service.name);
  const commit = locked?.repository === repository.url ? locked.commit : undefined;
  const clone: PlannedClone = {
    service: service.name,
    repository,
    commit,
    folder: values.checkout(service.name),
    marks: source.marks,
    workspace: workspace.folder,
    isOffline,
  };
  const at = commit ?? repository.ref;
  return {
    id: `${service.name}:clone`,
    title: `Clone ${service.name} from ${repository.url}${at === undefined ? '' : ` at ${shortRef(at)}`}`,
    service: service.name,
    after: [],
    action: { kind: 'clone', clone },
    sizeMiB: source.cloneMiB,
  };
}

const shortRef = (ref: string): string => (/^[0-9a-f]{40,}$/.test(ref) ? ref.slice(0, 10) : ref);

/** A clone of metaton's that its lock does not know: it was cut off between the two, or the lock was removed. */
function planRecord(
  service: ServiceDefinition,
  source: Source,
  { root }: CheckoutSnapshot,
  { facts, workspace, acquisition }: PlanGround,
): Result<readonly Step[]> {
  if (source.kind !== 'checkout' || !acquisition || isInPlace(service.name, workspace)) return ok([]);
  const repository = repositoryOf(service, source, workspace.config);
  const locked = facts.locked.get(service.name);
  if (locked && locked.repository !== repository.url)
    return failed(checkoutElsewhere(service.name, root, locked.repository, repositoryText(repository)));
  if (locked) return ok([]);
  const clone = { service: service.name, repository, folder: root, workspace: workspace.folder };
  return ok([
    {
      id: `${service.name}:record`,
      title: `Enter ${service.name} in metaton.lock`,
      service: service.name,
      after: [],
      action: { kind: 'record-commit', clone },
    },
  ]);
}

const patchStep = (
  service: ServiceDefinition,
  source: Source,
  patches: PlannedPatches,
  after: readonly string[],
  { values }: PlanGround,
): Step => ({
  id: `${service.name}:patch`,
  title: `Patch ${service.name}`,
  service: service.name,
  after: patchesAfter(service, source, after),
  action: { kind: 'apply-patches', patches, state: values.state },
});

/** What comes before patches; what is copied into the checkout must have been made. */
const patchesAfter = (service: ServiceDefinition, source: Source, after: readonly string[]): readonly string[] => [
  checkStepId,
  laterCheckId(ownerOf(service)),
  // Two services in one repository share its list of excluded files.
  ...(source.kind === 'folder-of' ? [`${source.service}:patch`] : []),
  ...after,
];

/** What tells the programs that a service runs on. */
export type RuntimeGround = Pick<PlanGround, 'workspace' | 'installation'> & {
  readonly facts: Pick<Facts, 'checkouts' | 'runtimes'>;
};

/** What tells how dependencies are installed. */
type InstallGround = RuntimeGround &
  Pick<PlanGround, 'values' | 'acquisition'> & { readonly facts: Pick<Facts, 'lockPrints'> };

/** The runtime that was found for this code, as long as it is what is wanted now. */
function foundRuntime(
  { service, toolchain }: Code,
  { facts, workspace }: RuntimeGround,
  forInstall: boolean,
): FoundRuntime | undefined {
  const found = facts.runtimes.get(service.name);
  return found && toolchain && isWanted(found, toolchain, runtimeFolder(service.name, workspace), forInstall)
    ? found
    : undefined;
}

function runtimeSteps(code: Code, ground: PlanGround): readonly Step[] {
  const { service, source, toolchain } = code;
  const { acquisition, installation, workspace, values } = ground;
  const forInstall = !isInstalled(code, ground);
  if (!acquisition || !toolchain || foundRuntime(code, ground, forInstall)) return [];
  return [
    {
      id: `${service.name}:runtime`,
      title: runtimeTitle(service, source),
      service: service.name,
      after: [],
      action: {
        kind: 'provide-runtime',
        wanted: {
          service: service.name,
          runtime: toolchain.runtime,
          named: runtimeFolder(service.name, workspace),
          container:
            workspace.config.services[service.name]?.runtime === dockerWord
              ? { workspace: workspace.folder }
              : undefined,
          forInstall,
          versionFolders: installation.versionFolders,
          own: { path: folderOf(installation.node), version: installation.nodeVersion },
          platform: `${installation.platform}-${installation.architecture}`,
          folder: `${values.state}/runtimes`,
          isOffline: acquisition.isOffline,
        },
      },
    },
  ];
}

const runtimeTitle = ({ name }: ServiceDefinition, { toolchains = [] }: Source): string =>
  `Find the ${toolchains[0]?.runtime.kind === 'elixir' ? 'Elixir and Erlang' : 'Node'} for ${name}`;

const installTitle = ({ name }: ServiceDefinition): string => `Install the dependencies of ${name}`;

const ownersInstall = (source: Source): readonly string[] =>
  source.kind === 'folder-of' ? [`${source.service}:install`] : [];

/** Dependencies that the user has installed himself are taken for good; of metaton's own it is known for what they were. */
function isInstalled(code: Code, ground: PlanGround): boolean {
  const { name } = code.service;
  if (!ground.facts.installed.has(name)) return false;
  const record = ground.facts.installs.get(name);
  return !record || (record.isDone && record.key === installKey(code, ground));
}

/** What dependencies depend on: with another of these they are installed anew. */
function installKey(code: Code, ground: InstallGround): string {
  const { facts, installation } = ground;
  return [
    facts.lockPrints.get(code.service.name) ?? 'no lockfile',
    foundRuntime(code, ground, false)?.version ?? 'any runtime',
    `${installation.platform}-${installation.architecture}`,
    ...(code.toolchain?.installArgs ?? []),
    ...(code.toolchain?.installCommands ?? []).flat(),
  ].join(' ');
}

function installSteps(code: Code, before: readonly Step[], ground: PlanGround): readonly Step[] {
  const { service, source } = code;
  if (isInstalled(code, ground)) return [];
  return [
    {
      id: `${service.name}:install`,
      title: installTitle(service),
      service: service.name,
      // What is compiled must have been patched.
      after: [checkStepId, laterCheckId(ownerOf(service)), ...before.map(({ id }) => id), ...ownersInstall(source)],
      action:
        // The runtime decides what this step is: it is planned again when that is found.
        ground.acquisition && before.some(({ action: { kind } }) => kind === 'provide-runtime')
          ? { kind: 'later' }
          : { kind: 'install', install: installOf(code, ground) },
      sizeMiB: source.install.installedMiB,
    },
  ];
}

/** How the dependencies of code that is there are installed, be they installed already or not. */
export function planInstall(service: ServiceDefinition, ground: InstallGround): PlannedInstall | undefined {
  const { source, name } = service;
  const snapshot = ground.facts.checkouts.get(name);
  if (!source || !snapshot) return undefined;
  return installOf({ service, source, snapshot, toolchain: toolchainOf(source.toolchains, snapshot) }, ground);
}

function installOf(code: Code, ground: InstallGround): PlannedInstall {
  const { service, source, snapshot, toolchain } = code;
  const { workspace, values, acquisition } = ground;
  const { environment, memoryMiB = 0 } = source.install;
  const isOffline = acquisition?.isOffline === true;
  const surrounding: Omit<Command, 'program' | 'args'> = {
    ...surroundings(service, ground),
    cwd: snapshot.root,
    env: { ...environment, ...(isOffline ? offline : {}), ...workspace.config.services[service.name]?.env },
  };
  return {
    service: service.name,
    commands: installCommands(source, toolchain, isOffline).map(([program, ...args]) => ({
      ...surrounding,
      program,
      args,
    })),
    record: { key: installKey(code, ground), file: `${values.state}/installs/${service.name}.json` },
    gitConfig: `${values.checkout(ownerOf(service))}/.git/config`,
    memoryMiB,
    timeoutMs: installWithinMs,
  };
}

/** What package managers have for "nothing from the network". */
const offline = { npm_config_offline: 'true', HEX_OFFLINE: '1' } as const;

/** yarn is only told by a word. */
const offlineWords: Readonly<Record<string, readonly string[]>> = { yarn: ['--offline'] };

/** What does nothing but fetch, whatever it is told. */
const onlyFetches = ([program, task = '']: CommandWords): boolean => program === 'mix' && task.startsWith('local.');

function installCommands(
  { install }: Source,
  toolchain: Toolchain | undefined,
  isOffline: boolean,
): readonly CommandWords[] {
  const more = toolchain?.installArgs ?? [];
  const commands = toolchain?.installCommands ?? install.commands;
  return commands
    .filter((words) => !isOffline || !onlyFetches(words))
    .map(([program, ...args], index, { length }) => [
      program,
      ...args,
      ...(index === length - 1 ? more : []),
      ...(isOffline ? (offlineWords[program] ?? []) : []),
    ]);
}

/** The PATH of a service: its own runtime first, then the Node that runs metaton. */
export function surroundings(service: ServiceDefinition, ground: RuntimeGround): Pick<Command, 'path' | 'scrub'> {
  const { workspace, installation, facts } = ground;
  const named = runtimeFolder(service.name, workspace);
  const snapshot = facts.checkouts.get(service.name);
  const toolchain = service.source && snapshot ? toolchainOf(service.source.toolchains, snapshot) : undefined;
  const found =
    service.source && snapshot
      ? foundRuntime({ service, source: service.source, snapshot, toolchain }, ground, false)
      : undefined;
  return {
    path: [...(found?.path ?? (named === undefined ? [] : [named])), folderOf(installation.node)],
    scrub: service.scrub ?? [],
  };
}
