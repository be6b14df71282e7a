/** Has the database at hand for a command, whether the stack runs or not. */
import { databaseUrl } from '../model/database-url.ts';
import type { Result } from '../model/problem.ts';
import { failed } from '../model/problem.ts';
import { databaseInUse, databaseNotSetUp } from '../model/problems/database.ts';
import type { Session } from '../model/session.ts';
import { openStack, type OpenStack, planFor } from './open-stack.ts';
import { run } from './run.ts';

/** The database's own part of the stack. */
export const openDatabase = (session: Session): Promise<Result<OpenStack>> =>
  openStack(session, { only: ['postgres'], except: [] });

/** A server that runs is used as it is; the embedded one is started for as long as the work lasts. */
export async function withDatabase(
  session: Session,
  work: (stack: OpenStack) => Promise<Result<void>>,
): Promise<Result<void>> {
  const opened = await openDatabase(session);
  if (!opened.ok) return opened;
  const stack = opened.value;
  if (!stack.values.database.isEmbedded || isServed(stack)) return work(stack);
  if (!(await findCluster(stack, session))) return failed(databaseNotSetUp());
  return startFor(stack, session, () => work(stack));
}

/** Whether the server of this workspace is at work. */
export const isServed = ({ facts }: OpenStack): boolean => facts.leftoverPostgres !== undefined;

/** The cluster of this workspace, where there is one. */
export const findCluster = (
  stack: OpenStack,
  { machine }: Session,
): ReturnType<typeof machine.database.findCluster> => {
  const { folder, build } = clusterOf(stack);
  return machine.database.findCluster(folder, build);
};

/** Where the cluster is, and whose programs it is for. */
export function clusterOf({ services, values }: OpenStack) {
  const launch = services.find(({ name }) => name === 'postgres')?.launch?.(values);
  const build = launch?.kind === 'postgres' ? launch.build : undefined;
  return { folder: `${values.state}/postgres`, build };
}

/** Steps that only lead there are not shown; what goes wrong in them is told at the end. */
async function startFor(stack: OpenStack, session: Session, work: () => Promise<Result<void>>): Promise<Result<void>> {
  const plan = planFor(stack, session, () => true);
  if (!plan.ok) return plan;
  const quiet: Session = { ...session, report: { ...session.report, event: () => undefined } };
  return run(plan.value, stack, quiet, async (_, problems) => {
    if (problems.length > 0) return [];
    const result = await work();
    return result.ok ? [] : result.problems;
  });
}

/** Data must not change place under those that use them. */
export function refuseWhileUsed({ facts }: OpenStack): Result<never> | undefined {
  return facts.runner === undefined ? undefined : failed(databaseInUse(facts.runner));
}

/** How to reach one of its databases. */
export const urlOf = ({ values }: OpenStack, name: string = values.database.name): string => databaseUrl(values, name);
