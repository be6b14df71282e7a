/** Does what a step says. The single place where an error of the operating system becomes a Problem. */
import { type Certificates, endsSoon } from '../model/certificates.ts';
import type { Machine } from '../model/machine.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok, okUnless, ProblemError } from '../model/problem.ts';
import { serviceNotReady, stepFailed } from '../model/problems/process.ts';
import type { Action, Step } from '../model/step.ts';
import { checkPatches } from './check-patches.ts';
import { clone, recordCommit } from './clone.ts';
import { recordGitState } from './git-state.ts';
import { install } from './install.ts';
import type { InstallSlots } from './install-slots.ts';
import { endLeftovers } from './leftovers.ts';
import type { FailureMatcher } from './match-failures.ts';
import { applyPlanned, refreshCopies } from './patch-journal.ts';
import type { Progress } from './progress.ts';
import { providePackage } from './provide-package.ts';
import { provideRuntime } from './provide-runtime.ts';
import { provideTool } from './provide-tool.ts';
import { untilReady } from './readiness.ts';
import type { Supervisor } from './supervise.ts';
import { update } from './update.ts';
import type { Turns } from './turns.ts';

/** What actions work with. */
export interface ActionGround {
  readonly machine: Machine;
  readonly supervisor: Supervisor;
  readonly authorityFile: string;
  /** Recognises known failures in what is printed. */
  readonly failures: FailureMatcher;
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

/** What is recorded of patches is of one writer: what another was cut off at is swept away before. */
const patchesTurn = 'patches';

const inWords =
  (progress: Progress) =>
  (note: string): void => {
    progress(undefined, note);
  };

async function act(action: Action, step: Step, ground: Ground): Promise<Result<Done>> {
  const { machine, supervisor, signal, progress, turns } = ground;
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
      const { path, mode, instead } = action;
      const text = instead && (await files.exists(instead.ifThere)) ? instead.text : action.text;
      const isSame = (await files.read(path)) === text && (await files.mode(path)) === mode;
      if (!isSame) await files.write(path, text, mode);
      return changed(!isSame);
    }
    case 'provide-tool':
      return provideTool(action.wish, { ...ground, onProgress: inWords(progress) });
    case 'provide-package':
      return providePackage(action.wish, step, ground);
    case 'make-authority':
    case 'issue-certificate':
    case 'accept-certificate':
    case 'make-perms-keys':
      return makeCertificate(action, certificates);
    case 'refresh-copies':
      return changed((await refreshCopies(files, action, step.service ?? step.id)) > 0);
    case 'make-secret':
      return changed(await certificates.ensureSecret(action.file));
    case 'check-patches': {
      const problems = await checkPatches(machine, action.patches, action.state);
      const checkouts = action.patches.map(({ checkout }) => checkout);
      if (problems.length === 0)
        await turns.take(patchesTurn, () => recordGitState(files, machine.processes, checkouts, action.state));
      return okUnless(problems, { didChange: false });
    }
    case 'apply-patches':
      return turns.take(patchesTurn, async () =>
        changed((await applyPlanned(files, action.patches, action.state, machine.processes)) > 0),
      );
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
        install(action.install, ground, progress, signal),
      );
      return installed.ok ? changed(true) : installed;
    }
    case 'later': {
      const found = await ground.later(step);
      if (!found.ok) return found;
      return found.value ? act(found.value, step, ground) : changed(false);
    }
    case 'prepare-cluster': {
      const { didCreate, remark } = await database.prepareCluster(action.cluster, action.password, action.build);
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

type CertificateAction = Extract<
  Action,
  { kind: 'make-authority' | 'issue-certificate' | 'accept-certificate' | 'make-perms-keys' }
>;

async function makeCertificate(action: CertificateAction, certificates: Certificates): Promise<Result<Done>> {
  switch (action.kind) {
    case 'make-authority': {
      const { authority, hosts, anew } = action;
      if (!anew) return changed(await certificates.ensureAuthority(authority, hosts));
      await certificates.replaceAuthority(authority, hosts);
      return changed(true);
    }
    case 'issue-certificate': {
      const { authority, hosts, into, anew } = action;
      if (anew) await certificates.replaceLeaf(authority, hosts, into);
      const didChange = anew ?? (await certificates.ensureLeaf(authority, hosts, into));
      const soon = endsSoon(await certificates.inspect({ ...authority, hosts, folder: into, own: undefined }));
      return ok({ didChange, ...(soon.length === 0 ? {} : { remark: soon.join(' ') }) });
    }
    case 'accept-certificate': {
      const { own, hosts, authorityFile } = action;
      return changed(await certificates.acceptOwn(own, hosts, authorityFile));
    }
    case 'make-perms-keys': {
      if (!action.anew) return changed(await certificates.ensurePermsKeys(action.into));
      await certificates.replacePermsKeys(action.into);
      return changed(true);
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
