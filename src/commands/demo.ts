/** `metaton demo`: the whole pipeline on a miniature stack, in a workspace of its own. */
import type { Result } from '../model/problem.ts';
import { failed } from '../model/problem.ts';
import { folderNotEmpty } from '../model/problems/config.ts';
import type { Session } from '../model/session.ts';
import { layMiniature } from '../stack/miniature.ts';
import { accompany } from '../stack/accompany.ts';
import { openStack, planFor } from '../stack/open-stack.ts';
import { proveStack, refutations, standingIn } from '../stack/prove-stack.ts';
import { run, summarize, unlessDry, untilAborted } from '../stack/run.ts';

/** How long the demo lasts and what stays of it. */
export interface DemoFlags {
  readonly exitWhenReady: boolean;
  /** Folder in which the workspace is made and kept; absent for one that goes with the demo. */
  readonly keep: string | undefined;
  /** Have a page of the stack for the browser. */
  readonly dashboard: boolean;
}

/** Brings the miniature up, proves it, and takes everything down again. */
export async function demo(flags: DemoFlags, session: Session): Promise<Result<void>> {
  const { files, database } = session.machine;
  if (flags.keep !== undefined && (await files.list(flags.keep)).length > 0) return failed(folderNotEmpty(flags.keep));
  const folder = flags.keep ?? (await files.makeTemporaryFolder('metaton-demo'));
  try {
    await layMiniature(session, folder);
    return await bringUp(flags, inFolder(session, folder));
  } finally {
    if (flags.keep === undefined) {
      await database.removeCluster(`${folder}/.metaton/postgres`);
      await files.remove(folder);
    }
  }
}

/** A session that knows nothing but the demo's folder: no settings and no authority of the user's. */
const inFolder = (session: Session, folder: string): Session => ({
  ...session,
  directory: folder,
  environment: {},
  installation: { ...session.installation, dataFolder: `${folder}/.metaton/user` },
});

async function bringUp({ exitWhenReady, dashboard }: DemoFlags, session: Session): Promise<Result<void>> {
  const stack = await openStack(session);
  if (!stack.ok) return stack;
  const plan = planFor(stack.value, session, () => true);
  if (!plan.ok) return plan;
  session.report.plan(plan.value);
  return unlessDry(plan.value, session, () =>
    run(
      plan.value,
      stack.value,
      session,
      async ({ ended, status }, problems) => {
        if (exitWhenReady && problems.length > 0) return [];
        const verdicts = await proveStack(stack.value, standingIn(status()), session);
        summarize(plan.value, stack.value, verdicts, session);
        const refuted = refutations(verdicts);
        if (exitWhenReady) return refuted;
        session.report.note(
          `Workspace ${session.directory}\nOpen https://localhost:4000 (its authority is not trusted by your browser). Ctrl-C stops everything.`,
        );
        await untilAborted(ended);
        return refuted;
      },
      accompany(stack.value, session, dashboard ? { plan: plan.value, isOpened: false } : undefined),
    ),
  );
}
