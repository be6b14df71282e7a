/** `metaton up`: bring the chosen services from nothing to ready, and keep them running. */
import type { WhenStarted } from '../engine/run-stack.ts';
import type { RemoteStack } from '../model/control.ts';
import { failed, ok, okUnless, type Result } from '../model/problem.ts';
import { workspaceBusy } from '../model/problems/config.ts';
import { nothingUp, stackDegraded } from '../model/problems/control.ts';
import type { Session } from '../model/session.ts';
import type { Plan } from '../model/step.ts';
import { notReady, statusText } from '../report/status-text.ts';
import { verdictsText } from '../report/verdicts-text.ts';
import { lanText } from '../devices/lan-text.ts';
import { accompany } from '../stack/accompany.ts';
import { askFor } from '../stack/ask-for.ts';
import { findStack } from '../stack/connect.ts';
import { dashboardUrl } from '../stack/dashboard-address.ts';
import { detach } from '../stack/detach.ts';
import { openStack, type OpenStack, planFor } from '../stack/open-stack.ts';
import { pagesOf } from '../stack/pages.ts';
import { proveStack, refutations, standingIn } from '../stack/prove-stack.ts';
import { lanRefusal, type LanWish, settleLan } from '../stack/settle-lan.ts';
import type { DashboardWish } from '../stack/serve-dashboard.ts';
import { run, summarize, unlessDry, untilAborted } from '../stack/run.ts';

/** What the user says of the services. */
export interface UpFlags {
  readonly only: readonly string[];
  readonly except: readonly string[];
  readonly detach: boolean;
  /** Show Hubs in the browser once all is ready. */
  readonly open: boolean;
  /** Have a page of the stack for the browser. */
  readonly dashboard: boolean;
  /** Prove the stack once it is ready. */
  readonly verify: boolean;
  /** Whether other devices are to reach it. */
  readonly lan: LanWish;
}

/** Stays until Ctrl-C, which stops everything. What is named joins a stack that runs already. */
export async function up(flags: UpFlags, session: Session): Promise<Result<void>> {
  if (flags.only.length > 0) {
    const found = await findStack(session);
    if (!found.ok) return found;
    if (found.value.stack) return join(flags, found.value.stack, session);
  }
  const lan = await settleLan(flags.lan, session);
  if (!lan.ok) return lan;
  const stack = await openStack(lan.value.session, flags);
  if (!stack.ok) return stack;
  const reached = await lanRefusal(stack.value, session);
  if (!reached.ok) return reached;

  const plan = planFor(stack.value, session, () => true);
  if (!plan.ok) return plan;

  const kept = session.options.dryRun ? ok(undefined) : await lan.value.keep();
  if (!kept.ok) return kept;
  session.report.plan(plan.value);
  const stay: WhenStarted = async (running) => {
    const { ended } = running;
    if (ended.aborted) return [];
    const verdicts = flags.verify ? await proveStack(stack.value, standingIn(running.status()), session) : [];
    summarize(plan.value, stack.value, verdicts, session);
    for (const problem of refutations(verdicts)) running.tell({ kind: 'problem', problem });
    sayLan(stack.value, session);
    session.report.note(`Ctrl-C stops everything${session.isTerminal ? ', h shows what other keys do' : ''}.`);
    if (flags.open) await show(stack.value, session);
    await untilAborted(ended);
    return [];
  };
  return unlessDry(plan.value, session, () =>
    flags.detach
      ? leave(flags, stack.value, session)
      : run(plan.value, stack.value, session, stay, accompany(stack.value, session, dashboardOf(flags, plan.value))),
  );
}

/** With --open it is shown from the start, so that the start can be watched; Hubs only once there is something to see. */
const dashboardOf = ({ dashboard, open }: UpFlags, plan: Plan): DashboardWish | undefined =>
  dashboard ? { plan, isOpened: open } : undefined;

/** Starts a metaton in the background, and shows how its stack is once it has begun. */
async function leave(flags: UpFlags, stack: OpenStack, session: Session): Promise<Result<void>> {
  const { report, machine } = session;
  const remote = await detach(wordsOf(flags), stack, session);
  if (!remote.ok) return remote;
  const { about } = remote.value;
  const services = await remote.value.status();
  report.text(statusText(services, machine.clock.now()));
  const verdicts = flags.verify ? await proveStack(stack, standingIn(services), session) : undefined;
  if (verdicts) report.text(verdictsText(verdicts));
  report.document({ ...about, lan: stack.values.lan, services, ...(verdicts ? { verdicts } : {}) });
  sayLan(stack, session);
  report.note(`Runs in the background (pid ${about.pid}). metaton logs -f shows what it says, metaton down ends it.`);
  const dashboard = await dashboardUrl(machine.files, stack.values.state);
  if (dashboard !== undefined) report.text(`Dashboard  ${dashboard}`);
  if (flags.open) {
    if (dashboard !== undefined) await machine.processes.openInBrowser(dashboard);
    await show(stack, session);
  }
  const others = notReady(services);
  if (others.length >= services.length) return failed(nothingUp(others));
  const degraded = others.length === 0 ? [] : [stackDegraded(others)];
  return okUnless([...refutations(verdicts ?? []), ...degraded], undefined);
}

/** How another device gets to it. */
function sayLan(stack: OpenStack, { report, isTerminal }: Session): void {
  const { lan } = stack.values;
  const [page] = pagesOf(stack);
  if (lan && page) report.note(lanText(page.url, lan, { hasCode: isTerminal }));
}

async function show(stack: OpenStack, { machine }: Session): Promise<void> {
  const [page] = pagesOf(stack);
  if (page) await machine.processes.openInBrowser(page.url);
}

const wordsOf = ({ only, except, dashboard }: UpFlags): readonly string[] => [
  'up',
  ...(only.length === 0 ? [] : ['--only', ...only]),
  ...(except.length === 0 ? [] : ['--except', ...except]),
  ...(dashboard ? [] : ['--no-dashboard']),
];

async function join({ only: services, lan }: UpFlags, stack: RemoteStack, session: Session): Promise<Result<void>> {
  const { about } = stack;
  // The services that run would stay as they are.
  if (lan.isOpen !== undefined) return failed(workspaceBusy(about, about.workspace));
  const running = (await stack.status()).filter(({ service }) => services.includes(service));
  const hasAll = running.length === new Set(services).size && notReady(running).length === 0;
  if (hasAll) return failed(workspaceBusy(about, about.workspace));
  const result = await askFor('start', services, stack, session);
  if (!result.ok) return result;
  if (!result.value) return ok(undefined);
  const { report } = session;
  report.note(`Joined the stack that pid ${about.pid} runs: ${services.join(', ')}. metaton stop ends them.`);
  report.document({ joined: services, pid: about.pid });
  return ok(undefined);
}
