/** Collects what is true of the machine, by reading only. */
import { createHash } from 'node:crypto';
import type { Command } from '../model/command.ts';
import type { Facts, InstallRecord, OtherStack } from '../model/facts.ts';
import { lockedSchema, type Locked } from '../model/lock.ts';
import type { Machine, PortHolder } from '../model/machine.ts';
import type { CheckoutSnapshot, RecordedFile, RecordedFiles } from '../model/patch.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { lockUnreadable } from '../model/problems/lock.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { isWanted, toolchainOf, type FoundRuntime } from '../model/toolchain.ts';
import { rememberedInstall } from './install.ts';
import { findLeftovers } from './leftovers.ts';
import { entryOf, lockFile, readLock } from './lock-file.ts';
import { recordedFiles } from './patch-journal.ts';
import { rememberedRuntime } from './provide-runtime.ts';
import { findRunner } from './runner.ts';
import { findRunningStacks, statusOf } from './running-stacks.ts';

/** What to look at; paths are absolute. */
export interface Sights {
  readonly services: readonly ServiceDefinition[];
  readonly checkout: (service: ServiceDefinition) => string;
  /** A service's own folder of programs, where it has one. */
  readonly runtime: (service: ServiceDefinition) => string | undefined;
  readonly ports: readonly number[];
  readonly workspace: string;
  /** Folder of the workspace's state. */
  readonly state: string;
  /** Where the user's stacks are noted. */
  readonly stacks: string;
}

/** Looks at everything at once. */
export async function observe(machine: Machine, sights: Sights): Promise<Facts> {
  const { services, ports, workspace, state, stacks } = sights;
  const withSource = services.filter((service) => service.source);
  const [holders, visits, leftovers, leftoverPostgres, runner, locked] = await Promise.all([
    Promise.all(ports.map(async (port) => [port, await machine.network.portHolder(port)] as const)),
    Promise.all(withSource.map((service) => visit(machine, service, sights))),
    findLeftovers(machine, state),
    machine.database.runningServer(`${state}/postgres`),
    findRunner(machine, state),
    lockedServices(machine, workspace, withSource),
  ]);
  const portHolders = new Map(holders.filter((entry): entry is [number, PortHolder] => entry[1] !== undefined));
  return {
    portHolders,
    stacksAt: await stacksAt([...portHolders.keys()], machine, { state, stacks }),
    checkouts: new Map(visits.flatMap(({ name, snapshot }) => (snapshot ? [[name, snapshot]] : []))),
    recorded: new Map(visits.flatMap(({ name, recorded }) => (recorded.size > 0 ? [[name, recorded]] : []))),
    journalProblems: visits.flatMap(({ journalProblem }) => journalProblem ?? []),
    missingMarks: new Map(visits.map(({ name, missing }) => [name, missing])),
    openssl: byName(visits, ({ openssl }) => openssl),
    installed: new Set(visits.filter(({ isInstalled }) => isInstalled).map(({ name }) => name)),
    lockPrints: byName(visits, ({ lockPrint }) => lockPrint),
    installs: byName(visits, ({ install }) => install),
    runtimes: byName(visits, ({ runtime }) => runtime),
    locked,
    leftovers,
    leftoverPostgres,
    runner,
    lastMigration: visits.map(({ lastMigration }) => lastMigration).find((version) => version !== undefined),
  };
}

/** Nobody is asked where no port is held. */
async function stacksAt(
  held: readonly number[],
  machine: Machine,
  { state, stacks }: Pick<Sights, 'state' | 'stacks'>,
): Promise<Facts['stacksAt']> {
  if (held.length === 0) return new Map();
  const others = (await findRunningStacks(machine, stacks)).filter((stack) => stack.state !== state);
  const asked = await Promise.all(
    others.map(async (stack) => {
      const services = await statusOf(stack, machine);
      const ports = services.flatMap((service) => (service.pid === undefined ? [] : service.ports));
      return ports.filter((port) => held.includes(port)).map((port): [number, OtherStack] => [port, stack]);
    }),
  );
  return new Map(asked.flat());
}

interface Visit {
  readonly name: string;
  readonly snapshot: CheckoutSnapshot | undefined;
  readonly recorded: RecordedFiles;
  readonly journalProblem: Problem | undefined;
  readonly missing: readonly string[];
  readonly isInstalled: boolean;
  readonly lockPrint: string | undefined;
  readonly install: InstallRecord | undefined;
  readonly runtime: FoundRuntime | undefined;
  readonly openssl: string | undefined;
  readonly lastMigration: string | undefined;
}

const byName = <T>(visits: readonly Visit[], value: (visit: Visit) => T | undefined): ReadonlyMap<string, T> =>
  new Map(
    visits.flatMap((each): [string, T][] => {
      const found = value(each);
      return found === undefined ? [] : [[each.name, found]];
    }),
  );

/** What the lock says of services; throws a ProblemError where it cannot be understood. */
async function lockedServices(
  { files }: Machine,
  workspace: string,
  services: readonly ServiceDefinition[],
): Promise<ReadonlyMap<string, Locked>> {
  const lock = await readLock(files, workspace);
  return new Map(
    services.flatMap(({ name }): [string, Locked][] => {
      const entry = entryOf(lock, ['services', name]);
      if (entry === undefined) return [];
      const parsed = lockedSchema.safeParse(entry);
      if (parsed.success) return [[name, parsed.data]];
      throw new ProblemError(
        lockUnreadable(lockFile(workspace), `services.${name} has no repository with a whole commit`),
      );
    }),
  );
}

/** A journal that cannot be read keeps nothing else from being looked at; whoever would write it refuses. */
async function readRecord(
  files: Machine['files'],
  name: string,
  root: string,
  state: string,
): Promise<Pick<Visit, 'recorded' | 'journalProblem'>> {
  try {
    return { recorded: await recordedFiles(files, name, root, state), journalProblem: undefined };
  } catch (error) {
    if (error instanceof ProblemError) return { recorded: new Map(), journalProblem: error.problem };
    throw error;
  }
}

async function visit(
  machine: Machine,
  service: ServiceDefinition,
  { checkout, runtime: namedRuntime, state }: Sights,
): Promise<Visit> {
  const { files } = machine;
  const { name, source, eras } = service;
  const root = checkout(service);
  const named = namedRuntime(service);
  const [install, runtime] = await Promise.all([
    rememberedInstall(files, state, name),
    rememberedRuntime(machine, `${state}/runtimes`, name),
  ]);
  const absent = {
    name,
    snapshot: undefined,
    recorded: new Map<string, RecordedFile>(),
    journalProblem: undefined,
    missing: [],
    isInstalled: false,
    lockPrint: undefined,
    install,
    runtime,
    openssl: undefined,
    lastMigration: undefined,
  };
  if (!source || (await files.list(root)).length === 0)
    return { ...absent, openssl: await opensslIn(machine, [named]) };
  const { recorded, journalProblem } = await readRecord(files, name, root, state);
  const wanted = new Set([
    ...recorded.keys(),
    ...source.marks,
    source.install.lock,
    ...(service.reads ?? []),
    ...eras.flatMap(({ patches, adopts = [] }) => [...patches, ...adopts].map(({ file }) => file)),
  ]);
  const texts = new Map(
    await Promise.all([...wanted].map(async (file) => [file, await files.read(`${root}/${file}`)] as const)),
  );
  const lock = texts.get(source.install.lock);
  const snapshot: CheckoutSnapshot = { root, text: (file) => texts.get(file) };
  const toolchain = toolchainOf(source.toolchains, snapshot);
  const isUsed = runtime && toolchain && isWanted(runtime, toolchain, named, false);
  return {
    name,
    lockPrint: lock === undefined ? undefined : createHash('sha256').update(lock).digest('hex'),
    install,
    runtime,
    snapshot,
    openssl: await opensslIn(machine, isUsed === true ? runtime.path : [named]),
    recorded,
    journalProblem,
    missing: source.marks.filter((mark) => texts.get(mark) === undefined),
    isInstalled: (await files.kind(`${root}/${source.install.produces}`)) === 'folder',
    lastMigration:
      service.migrations === undefined ? undefined : newest(await files.list(`${root}/${service.migrations}`)),
  };
}

/** Migrations begin with the time they were written, so that the last name is the last migration. */
const newest = (names: readonly string[]): string | undefined =>
  names.map((name) => /^(\d+)_.*\.exs$/.exec(name)?.[1]).findLast((version) => version !== undefined);

/** What a Node has said, by its path: it says the same each time a machine is looked at, and takes its time for it. */
const answers = new WeakMap<Machine['processes'], Map<string, Promise<string | undefined>>>();

/** Asks the Node in one of the folders, if there is one. */
async function opensslIn({ processes }: Machine, named: readonly (string | undefined)[]): Promise<string | undefined> {
  const folders = named.filter((folder) => folder !== undefined);
  const [cwd] = folders;
  if (cwd === undefined) return undefined;
  const node = await processes.find('node', folders);
  if (node === undefined || !folders.some((folder) => node.startsWith(folder))) return undefined;
  const said = answers.get(processes) ?? new Map<string, Promise<string | undefined>>();
  answers.set(processes, said);
  const answer = said.get(node) ?? opensslOf(processes, node, cwd);
  said.set(node, answer);
  return answer;
}

async function opensslOf(processes: Machine['processes'], node: string, cwd: string): Promise<string | undefined> {
  const command: Command = {
    program: node,
    args: ['-p', 'process.versions.openssl'],
    cwd,
    env: {},
    path: [],
    // A Node that cannot do with them says so and ends.
    scrub: ['NODE_OPTIONS'],
  };
  const { exit, output } = await processes.run(command, 5_000);
  return exit.code === 0 ? output.trim() : undefined;
}
