/** What `metaton reset` would remove, found out by reading only. */
import { join, relative } from 'node:path';
import { findWorkspace, settingsFile } from '../config/find-workspace.ts';
import { lockFile } from '../engine/lock-file.ts';
import { ownWork } from '../engine/own-work.ts';
import { readJournals } from '../engine/patch-store.ts';
import { findRunningStacks } from '../engine/running-stacks.ts';
import { completionShells } from '../model/completion.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { workspaceBusy } from '../model/problems/config.ts';
import { stackOrphaned } from '../model/problems/control.ts';
import { stacksRun } from '../model/problems/reset.ts';
import type { Session } from '../model/session.ts';
import { isInPlace } from '../plan/plan-code.ts';
import { userCertificates } from '../plan/stack-values.ts';
import { completionFile } from './completion-file.ts';
import { openStack, type OpenStack } from './open-stack.ts';

/** A file or folder that goes. */
export interface Removal {
  readonly path: string;
  readonly what: string;
}

/** A checkout that metaton has edited, and that stays. */
export interface Patched {
  readonly service: string;
  readonly checkout: string;
  readonly files: readonly string[];
}

/** A clone that goes, unless somebody has worked in it. */
export interface ClonedCode {
  readonly service: string;
  readonly path: string;
  /** The commit that metaton.lock has for it. */
  readonly commit: string | undefined;
  /** What is the user's own there; empty where the clone is as it came. */
  readonly ownWork: readonly string[];
}

/** All of it. */
export interface ResetList {
  /** The workspace's; absent outside of any. */
  readonly state: string | undefined;
  readonly patched: readonly Patched[];
  readonly clones: readonly ClonedCode[];
  /** In the order in which they go: what says how to go on with a reset that was cut off goes last. */
  readonly removals: readonly Removal[];
  /** Whether there is an authority that stores may trust. */
  readonly hasAuthority: boolean;
}

/** With `isAll` also what was written by the user or is shared by all workspaces, and outside of any. */
export async function resetList(isAll: boolean, session: Session): Promise<Result<ResetList>> {
  const { machine, directory } = session;
  const found = await findWorkspace(machine.files, directory);
  // Without a workspace there is still what belongs to the user.
  if (!found.ok && !(isAll && found.problems.every(({ code }) => code === 'workspace-missing'))) return found;
  const own = found.ok ? await ofWorkspace(isAll, session) : ok(nothing);
  if (!own.ok || !isAll) return own;
  const users = await ofUser(session);
  return users.ok
    ? ok({ ...own.value, ...users.value, removals: [...own.value.removals, ...users.value.removals] })
    : users;
}

const nothing: ResetList = { state: undefined, patched: [], clones: [], removals: [], hasAuthority: false };

async function ofWorkspace(isAll: boolean, session: Session): Promise<Result<ResetList>> {
  const stack = await openStack(session);
  if (!stack.ok) return stack;
  const { facts, values, workspace } = stack.value;
  if (facts.runner) return failed(workspaceBusy(facts.runner, workspace.folder));
  if (facts.leftovers.length > 0)
    return failed(
      stackOrphaned(
        workspace.folder,
        facts.leftovers.map(({ pid, command }) => `pid ${pid}: ${command}`),
      ),
    );
  const patched = await patchedCheckouts(stack.value, session);
  const clones = isAll ? await clonedCode(stack.value, patched, session) : [];
  const { certificate, permsKey } = values;
  const made = [
    ...(certificate.own ? [] : [certificate.leaf, certificate.key, certificate.fullchain, certificate.authority]),
    ...Object.values(permsKey),
    join(certificate.folder, '.gitignore'),
  ];
  const removals = await present(
    [
      ...made.map((path) => ({ path, what: 'certificate or key' })),
      { path: values.state, what: 'state: the database with its snapshots, logs, runtimes, fetched programs' },
      ...(isAll
        ? [
            { path: lockFile(workspace.folder), what: 'what the workspace was made from' },
            { path: `${workspace.folder}/${settingsFile}`, what: 'your settings' },
          ]
        : []),
    ],
    session,
  );
  return ok({ state: values.state, patched, clones, removals, hasAuthority: false });
}

/** Also those that the settings no longer name: nobody could take their patches off later. */
async function patchedCheckouts({ services, values }: OpenStack, { machine }: Session): Promise<readonly Patched[]> {
  const { files } = machine;
  const journals = await Promise.all(
    services.map(async ({ name }) =>
      (await readJournals(files, values.state, name)).map(({ checkout, entries }) => ({
        service: name,
        checkout,
        files: entries.map(({ file }) => file),
      })),
    ),
  );
  const kinds = await Promise.all(journals.flat().map(({ checkout }) => files.kind(checkout)));
  return journals.flat().filter((_, index) => kinds[index] === 'folder');
}

/** Only what metaton has cloned: a checkout that is used in place is the user's. */
async function clonedCode(
  { services, workspace, values, facts }: OpenStack,
  patched: readonly Patched[],
  { machine }: Session,
): Promise<readonly ClonedCode[]> {
  const cloned = services.filter(({ name, source }) => source?.kind === 'checkout' && !isInPlace(name, workspace));
  const found = await Promise.all(
    cloned.map(async ({ name }): Promise<readonly ClonedCode[]> => {
      const [path, partial] = [values.checkout(name), `${workspace.folder}/services/.${name}.partial`];
      const half = (await machine.files.exists(partial))
        ? [{ service: name, path: partial, commit: undefined, ownWork: [] }]
        : [];
      if (!(await machine.files.exists(path))) return half;
      // Of a folder in it, too, that is a service of its own.
      const edited = patched.flatMap(({ checkout, files }) =>
        files.map((file) => relative(path, join(checkout, file))),
      );
      const commit = facts.locked.get(name)?.commit;
      return [...half, { service: name, path, commit, ownWork: await ownWork(machine, path, edited, commit) }];
    }),
  );
  return found.flat();
}

async function ofUser(session: Session): Promise<Result<Pick<ResetList, 'removals' | 'hasAuthority'>>> {
  const { machine, installation, environment } = session;
  const others = await findRunningStacks(machine, installation.stacksFolder);
  if (others.length > 0) return failed(stacksRun(others.map(({ workspace }) => workspace)));
  const { authorityFolder, manifest } = userCertificates(installation);
  const scripts = completionShells.flatMap((shell) => completionFile(shell, environment) ?? []);
  const removals = await present(
    [
      { path: authorityFolder, what: 'your certificate authority, which all your workspaces use' },
      { path: manifest, what: 'which stores trust it' },
      ...scripts.map((path) => ({ path, what: 'completion for a shell' })),
    ],
    session,
  );
  return ok({ removals, hasAuthority: removals.some(({ path }) => path === authorityFolder || path === manifest) });
}

async function present(removals: readonly Removal[], { machine }: Session): Promise<readonly Removal[]> {
  const there = await Promise.all(removals.map(({ path }) => machine.files.exists(path)));
  return removals.filter((_, index) => there[index] === true);
}
