/** The doctor at a real workspace of miniatures, on the real machine. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { findInstallation } from '../../src/adapters/installation.ts';
import { makeMachine } from '../../src/adapters/machine.ts';
import { allChecks } from '../../src/checks/index.ts';
import { examine } from '../../src/engine/examine.ts';
import type { CheckGround, Finding, MachineGround } from '../../src/model/check.ts';
import type { Session } from '../../src/model/session.ts';
import { lookAround } from '../../src/stack/look-around.ts';
import { mend, type Mended } from '../../src/stack/mend.ts';
import { makeFolder } from './cli.ts';
import { madeUpSession } from './made-up-session.ts';
import { layCheckouts, writeSettings } from './workspace.ts';

/** What differs of what a check sees. */
export type Change<Ground> = (ground: Ground) => Ground;

/** A workspace in which everything can be broken and mended. */
export interface DoctorRig {
  readonly folder: string;
  readonly checkouts: string;
  readonly session: Session;
  /** Asks one check, without those that it rests on. */
  readonly ask: (id: string, change?: Change<CheckGround>) => Promise<Finding>;
  /** What `--fix --only` these would do, without those that they rest on; all where none is named. */
  readonly fix: (...ids: readonly string[]) => Promise<Mended>;
  readonly close: () => Promise<void>;
}

/** The tests run on busy machines, too, ms. */
const withinMs = 30_000;

const own = new Set(['PATH', 'HOME', 'TMPDIR', 'LANG', 'SUDO_UID']);

/** As bare as an environment can be. */
const bareEnvironment = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => own.has(name)));

/** The real machine, as a check of it sees it. */
function machineGround(environment = bareEnvironment()): MachineGround {
  return {
    machine: makeMachine(environment),
    installation: findInstallation('0.0.0', environment),
    environment,
    signal: new AbortController().signal,
  };
}

/** Asks one check of the machine. */
export async function askMachine(id: string, change: Change<MachineGround> = (ground) => ground): Promise<Finding> {
  const here = change(machineGround());
  const [answer] = await examine(named([id]), { here, workspace: undefined, isOffline: false, withinMs });
  if (!answer) throw new Error(`there is no check ${id}`);
  return answer.finding;
}

const named = (ids: readonly string[]): typeof allChecks => allChecks.filter(({ id }) => ids.includes(id));

/** Lays the workspace; nothing is made in it yet. */
export async function doctorRig(): Promise<DoctorRig> {
  const folder = makeFolder().path;
  const checkouts = await layCheckouts(folder);
  await writeSettings(folder, checkouts);
  const environment = { ...bareEnvironment(), METATON_DATA_FOLDER: path.join(folder, 'user data') };
  const machine = makeMachine(environment);
  const session: Session = {
    ...madeUpSession(machine).session,
    environment,
    directory: folder,
    installation: findInstallation('0.0.0', environment),
  };
  return {
    folder,
    checkouts,
    session,
    ask: async (id, change = (ground) => ground) => {
      const { here, workspace, problems } = await lookAround(session);
      if (!workspace) throw new Error(JSON.stringify(problems));
      const [answer] = await examine(named([id]), { here, workspace: change(workspace), isOffline: false, withinMs });
      if (!answer) throw new Error(`there is no check ${id}`);
      return answer.finding;
    },
    fix: async (...ids) => {
      const checks = ids.length === 0 ? allChecks : named(ids);
      const answers = await examine(checks, { ...(await lookAround(session)), isOffline: true });
      return mend(checks, answers, { ...session, options: { ...session.options, offline: true } });
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What a check that found something has said, all in one text. */
export const wordsOf = (finding: Finding): string =>
  finding.status === 'warn' || finding.status === 'fail'
    ? [finding.status, finding.summary, finding.detail ?? '', finding.fix.text, finding.fix.command ?? ''].join('\n')
    : finding.status;
