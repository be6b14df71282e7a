/** `metaton dashboard`: show the running stack in the browser. */
import { stateFolder } from '../model/config.ts';
import { type Result, failed, ok } from '../model/problem.ts';
import { dashboardOff } from '../model/problems/control.ts';
import type { Session } from '../model/session.ts';
import { connect } from '../stack/connect.ts';
import { dashboardUrl } from '../stack/dashboard-address.ts';

/** How it is shown. */
export interface DashboardFlags {
  /** Show its address instead of opening it. */
  readonly print: boolean;
}

/** The address has a token in it: whoever opens it can steer the stack. */
export async function dashboard({ print }: DashboardFlags, session: Session): Promise<Result<void>> {
  const { machine, report, options } = session;
  const stack = await connect(session);
  if (!stack.ok) return stack;
  const { workspace } = stack.value.about;
  const url = await dashboardUrl(machine.files, stateFolder(workspace));
  if (url === undefined) return failed(dashboardOff(workspace));
  report.document({ url });
  if (print) report.text(url);
  if (print || options.dryRun) return ok(undefined);
  await machine.processes.openInBrowser(url);
  report.note('The dashboard is open. No browser? metaton dashboard --print shows its address.');
  return ok(undefined);
}
