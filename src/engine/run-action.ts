/** Does what a step says. The single place where an error of the operating system becomes a Problem. */
import type { Machine } from '../model/machine.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok, ProblemError } from '../model/problem.ts';
import { serviceNotReady, stepFailed } from '../model/problems/process.ts';
import type { Action, Step } from '../model/step.ts';
import { clone, recordCommit } from './clone.ts';
import { install } from './install.ts';
import type { InstallSlots } from './install-slots.ts';
import { endLeftovers } from './leftovers.ts';
import { applyPlanned } from './patch-journal.ts';
import type { Progress } from './progress.ts';
import { provideRuntime } from './provide-runtime.ts';
import { untilReady } from './readiness.ts';
import type { Supervisor } from './supervise.ts';
import { update } from './update.ts';
import type { Turns } from './turns.ts';

/** What actions work with. */
export interface ActionGround {
  readonly machine: Machine;
  readonly supervisor: Supervisor;
  readonly authorityFile: string;
  readonly signal: AbortSignal;
  readonly slots: InstallSlots;
  readonly turns: Turns;
  /** Asks the planner what a step is that could not be told before; `undefined` where there is nothing to do. */
  readonly later: (step: Step) => Promise<Result<Action | undefined>>;
}

/** What came of a step: a remark worth showing, or that there was nothing to do. */
export interface Done {
  readonly didChange: boolean;
  readonly remark?: string;
}

/** Runs one step to its end. */
export async function runAction(step: Step, ground: ActionGround, progress: Progress): Promise<Result<Done>> {
  try {
    return await act(step.action, step, { ...ground, progress });
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

type Ground = ActionGround & { readonly progress: Progress };

async function act(action: Action, step: Step, ground: Ground): Promise<Result<Done>> {
  const { machine, supervisor, signal, progress } = ground;
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
    case 'clone': {
      const cloned = await clone(action.clone, machine, progress, signal);
      if (!cloned.ok || signal.aborted) return cloned.ok ? changed(true) : cloned;
      const recorded = await recordCommit(action.clone, machine);
      return recorded.ok ? ok({ didChange: true, remark: `at ${cloned.value.slice(0, 10)}` }) : recorded;
    }
    case 'record-commit': {
      const recorded = await recordCommit(action.clone, machine);
      return recorded.ok ? changed(recorded.value) : recorded;
    }
    case 'update': {
      const updated = await update(action.update, machine, signal);
      return updated.ok ? ok({ didChange: true, remark: updated.value }) : updated;
    }
    case 'provide-runtime': {
      const found = await provideRuntime(action.wanted, ground);
      if (!found.ok) return found;
      const { version, from, remark } = found.value;
      return ok({ didChange: true, remark: `${version}, ${from}${remark === undefined ? '' : `; ${remark}`}` });
    }
    case 'install': {
      const { service, memoryMiB } = action.install;
      const installed = await ground.slots.take(service, memoryMiB, () =>
        install(action.install, machine, progress, signal),
      );
      return installed.ok ? changed(true) : installed;
    }
    case 'later': {
      const found = await ground.later(step);
      if (!found.ok) return found;
      return found.value ? act(found.value, step, ground) : changed(false);
    }
    case 'prepare-cluster': {
      const { didCreate, remark } = await database.prepareCluster(action.cluster, action.password);
      return ok({ didChange: didCreate, ...(remark === undefined ? {} : { remark }) });
    }
    case 'ensure-role':
      return changed(await database.ensureRole(action.url, action.name, action.password));
    case 'ensure-database':
      return changed(await database.ensureDatabase(action.url, action.name));
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
