/** Says when settings, lockfiles or patched files change under a running stack. */
import { settingsFile } from '../config/find-workspace.ts';
import type { RunningStack } from '../engine/run-stack.ts';
import type { Problem } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { type ChangedFile, judgeChange } from '../plan/judge-change.ts';
import { openStack, type OpenStack, planFor } from './open-stack.ts';

/** An editor writes a file in several goes, ms. */
const settledAfterMs = 300;

/** Watches until the signal aborts. */
export async function watchChanges(
  running: RunningStack,
  stack: OpenStack,
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  const { files, clock } = session.machine;
  const watched = watchedFiles(stack);
  const read = (): Promise<readonly (string | undefined)[]> =>
    Promise.all([...watched.keys()].map((path) => files.read(path).catch(() => undefined)));
  let known = await read();
  let isWaiting = false;
  const look = async (): Promise<void> => {
    if (isWaiting) return;
    isWaiting = true;
    await clock.sleep(settledAfterMs, signal);
    isWaiting = false;
    if (signal.aborted) return;
    const now = await read();
    const before = known;
    known = now;
    const changed = [...watched.values()].filter((_, index) => now[index] !== before[index]);
    if (changed.length > 0) await tell(changed, running, session);
  };
  const folders = new Set([...watched.keys()].map((path) => path.replace(/\/[^/]*$/, '')));
  for (const folder of folders) files.watch(folder, () => void look(), signal);
}

/** By absolute path. */
function watchedFiles({ workspace, services, facts, values }: OpenStack): ReadonlyMap<string, ChangedFile> {
  const settings = [settingsFile, '.env', 'metaton.lock'].map((file): [string, ChangedFile] => [
    `${workspace.folder}/${file}`,
    { kind: 'settings', file },
  ]);
  const ofCheckouts = services.flatMap((service): [string, ChangedFile][] => {
    if (!service.source || !facts.checkouts.has(service.name)) return [];
    const folder = values.checkout(service.name);
    const { lock } = service.source.install;
    const patched = new Set(service.eras.flatMap(({ patches }) => patches.map(({ file }) => file)));
    return [
      [`${folder}/${lock}`, { kind: 'lock', file: lock, service, folder }],
      ...[...patched].map((file): [string, ChangedFile] => [`${folder}/${file}`, { kind: 'patched', file, service }]),
    ];
  });
  return new Map([...settings, ...ofCheckouts]);
}

async function tell(changed: readonly ChangedFile[], running: RunningStack, session: Session): Promise<void> {
  const stack = await openStack(session, { only: running.status().map(({ service }) => service), except: [] });
  if (!stack.ok) {
    tellProblems(stack.problems, running);
    return;
  }
  // The ports are taken by the very services that the plan is compared with.
  const facts = { ...stack.value.facts, runner: undefined, portHolders: new Map<number, never>() };
  const fresh = planFor({ ...stack.value, facts }, session, () => true);
  if (!fresh.ok) {
    tellProblems(fresh.problems, running);
    return;
  }
  const sentences = changed.flatMap((file) => judgeChange(file, running.launches(), fresh.value) ?? []);
  for (const sentence of new Set(sentences)) running.tell({ kind: 'notice', text: sentence });
}

function tellProblems(problems: readonly Problem[], running: RunningStack): void {
  for (const problem of problems) running.tell({ kind: 'problem', problem });
}
