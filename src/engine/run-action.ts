/** Does what a step says. The single place where an error of the operating system becomes a Problem. */
import type { Machine } from '../model/machine.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok, ProblemError } from '../model/problem.ts';
import { commandFailed, serviceNotReady, stepFailed } from '../model/problems/process.ts';
import type { Action, Step } from '../model/step.ts';
import { endLeftovers } from './leftovers.ts';
import { withoutSecrets } from './mask-secrets.ts';
import { applyPlanned } from './patch-journal.ts';
import { untilReady } from './readiness.ts';
import type { Supervisor } from './supervise.ts';

/** What actions work with. */
export interface ActionGround {
  readonly machine: Machine;
  readonly supervisor: Supervisor;
  readonly authorityFile: string;
  readonly signal: AbortSignal;
}

/** What came of a step: a remark worth showing, or that there was nothing to do. */
export interface Done {
  readonly didChange: boolean;
  readonly remark?: string;
}

/** Runs one step to its end. */
export async function runAction(step: Step, ground: ActionGround): Promise<Result<Done>> {
  try {
    return await act(step.action, step, ground);
  } catch (error) {
    if (error instanceof ProblemError) return failed({ ...error.problem, ...serviceOf(step) });
    if (isBug(error)) throw error;
    return failed(stepFailed(step.title, error, step.service));
  }
}

/** Errors of the language itself are mistakes of metaton's, never of the machine. */
const isBug = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;

const serviceOf = ({ service }: Step): { service?: string } => (service === undefined ? {} : { service });

const changed = (didChange: boolean): Result<Done> => ok({ didChange });

async function act(action: Action, step: Step, ground: ActionGround): Promise<Result<Done>> {
  const { machine, supervisor, signal } = ground;
  const { files, certificates, database } = machine;
  switch (action.kind) {
    case 'end-leftovers': {
      const ended = await endLeftovers(machine, action.state, signal);
      return ended.ok ? changed(ended.value.length > 0) : ended;
    }
    case 'make-folder': {
      const isThere = await files.exists(action.path);
      if (!isThere) await files.makeFolder(action.path, action.mode);
      return changed(!isThere);
    }
    case 'write-file': {
      const isSame = (await files.read(action.path)) === action.text && (await files.mode(action.path)) === action.mode;
      if (!isSame) await files.write(action.path, action.text, action.mode);
      return changed(!isSame);
    }
    case 'make-authority':
      return changed(await certificates.ensureAuthority(action.directory, action.hosts));
    case 'issue-certificate':
      return changed(await certificates.ensureLeaf(action.authority, action.hosts, action.into));
    case 'make-perms-keys':
      return changed(await certificates.ensurePermsKeys(action.into));
    case 'make-secret':
      return changed(await certificates.ensureSecret(action.file));
    case 'apply-patches':
      return changed((await applyPlanned(files, action.patches, action.state)) > 0);
    case 'run': {
      const { exit, output } = await machine.processes.run(action.command, action.timeoutMs, signal);
      return exit.code === 0 || signal.aborted
        ? changed(true)
        : failed(commandFailed(step.title, exit, withoutSecrets(output), step.service));
    }
    case 'prepare-cluster': {
      const { didCreate, remark } = await database.prepareCluster(action.cluster, action.password);
      return ok({ didChange: didCreate, ...(remark === undefined ? {} : { remark }) });
    }
    case 'ensure-role':
      return changed(await database.ensureRole(action.url, action.name, action.password));
    case 'ensure-database':
      return changed(await database.ensureDatabase(action.url, action.name));
    case 'query':
      await database.query(action.url, action.sql);
      return changed(true);
    case 'set-mode': {
      const isSo = (await files.mode(action.path)) === action.mode;
      if (!isSo) await files.setMode(action.path, action.mode);
      return changed(!isSo);
    }
    case 'wait-for':
      return waitFor(action, step, ground);
    case 'launch':
      await supervisor.launch(step.service ?? step.id, action.launch);
      return changed(true);
    case 'await-ready': {
      const ready = await supervisor.awaitReady(step.service ?? step.id, signal);
      return ready.ok ? changed(true) : ready;
    }
    case 'await-completed': {
      const completed = await supervisor.awaitCompleted(step.service ?? step.id, signal);
      return completed.ok ? changed(true) : completed;
    }
  }
}

async function waitFor(
  action: Extract<Action, { kind: 'wait-for' }>,
  step: Step,
  ground: ActionGround,
): Promise<Result<Done>> {
  const never = new Promise<void>(() => undefined);
  const outcome = await untilReady(action.readiness, { ...ground, sawLine: () => never, onListening: () => undefined });
  if (outcome.kind !== 'too-late') return changed(true);
  return failed(serviceNotReady(step.service ?? step.id, { ...outcome, withinMs: action.readiness.withinMs }, ''));
}
