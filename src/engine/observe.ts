/** Collects what is true of the machine, by reading only. */
import type { Command } from '../model/command.ts';
import type { Facts } from '../model/facts.ts';
import type { Machine, PortHolder } from '../model/machine.ts';
import type { CheckoutSnapshot, RecordedFile, RecordedFiles } from '../model/patch.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { findLeftovers } from './leftovers.ts';
import { recordedFiles } from './patch-journal.ts';
import { findRunner } from './runner.ts';

/** What to look at; paths are absolute. */
export interface Sights {
  readonly services: readonly ServiceDefinition[];
  readonly checkout: (service: ServiceDefinition) => string;
  /** A service's own folder of programs, where it has one. */
  readonly runtime: (service: ServiceDefinition) => string | undefined;
  readonly ports: readonly number[];
  /** Folder of the workspace's state. */
  readonly state: string;
}

/** Looks at everything at once. */
export async function observe(machine: Machine, { services, checkout, runtime, ports, state }: Sights): Promise<Facts> {
  const withSource = services.filter((service) => service.source);
  const [holders, visits, openssl, leftovers, leftoverPostgres, runner] = await Promise.all([
    Promise.all(ports.map(async (port) => [port, await machine.network.portHolder(port)] as const)),
    Promise.all(withSource.map((service) => visit(machine, service, checkout(service), state))),
    Promise.all(withSource.map(async (service) => [service.name, await opensslIn(machine, runtime(service))] as const)),
    findLeftovers(machine, state),
    machine.database.runningServer(`${state}/postgres`),
    findRunner(machine, state),
  ]);
  return {
    portHolders: new Map(holders.filter((entry): entry is [number, PortHolder] => entry[1] !== undefined)),
    checkouts: new Map(visits.flatMap(({ name, snapshot }) => (snapshot ? [[name, snapshot]] : []))),
    recorded: new Map(visits.flatMap(({ name, recorded }) => (recorded.size > 0 ? [[name, recorded]] : []))),
    journalProblems: visits.flatMap(({ journalProblem }) => journalProblem ?? []),
    missingMarks: new Map(visits.map(({ name, missing }) => [name, missing])),
    openssl: new Map(openssl.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    installed: new Set(visits.filter(({ isInstalled }) => isInstalled).map(({ name }) => name)),
    leftovers,
    leftoverPostgres,
    runner,
    lastMigration: visits.map(({ lastMigration }) => lastMigration).find((version) => version !== undefined),
  };
}

interface Visit {
  readonly name: string;
  readonly snapshot: CheckoutSnapshot | undefined;
  readonly recorded: RecordedFiles;
  readonly journalProblem: Problem | undefined;
  readonly missing: readonly string[];
  readonly isInstalled: boolean;
  readonly lastMigration: string | undefined;
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

async function visit({ files }: Machine, service: ServiceDefinition, root: string, state: string): Promise<Visit> {
  const { name, source, eras } = service;
  const absent = {
    name,
    snapshot: undefined,
    recorded: new Map<string, RecordedFile>(),
    journalProblem: undefined,
    missing: [],
    isInstalled: false,
    lastMigration: undefined,
  };
  if (!source || (await files.kind(root)) !== 'folder') return absent;
  const { recorded, journalProblem } = await readRecord(files, name, root, state);
  const wanted = new Set([
    ...recorded.keys(),
    ...source.marks,
    ...(service.reads ?? []),
    ...eras.flatMap(({ patches, adopts = [] }) => [...patches, ...adopts].map(({ file }) => file)),
  ]);
  const texts = new Map(
    await Promise.all([...wanted].map(async (file) => [file, await files.read(`${root}/${file}`)] as const)),
  );
  return {
    name,
    snapshot: { root, text: (file) => texts.get(file) },
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

/** Asks the Node in a folder, if there is one. */
async function opensslIn({ processes }: Machine, folder: string | undefined): Promise<string | undefined> {
  const node = folder === undefined ? undefined : await processes.find('node', [folder]);
  if (folder === undefined || node?.startsWith(folder) !== true) return undefined;
  const command: Command = {
    program: node,
    args: ['-p', 'process.versions.openssl'],
    cwd: folder,
    env: {},
    path: [],
    // A Node that cannot do with them says so and ends.
    scrub: ['NODE_OPTIONS'],
  };
  const { exit, output } = await processes.run(command, 5_000);
  return exit.code === 0 ? output.trim() : undefined;
}
