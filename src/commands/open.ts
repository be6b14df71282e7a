/** `metaton open [ID]`: show a service in the browser. */
import { type Result, failed, ok } from '../model/problem.ts';
import { serviceUnknown } from '../model/problems/config.ts';
import type { Session } from '../model/session.ts';
import { openStack } from '../stack/open-stack.ts';
import { pagesOf } from '../stack/pages.ts';

/** Hubs itself where none is named. Does not ask whether it runs: the browser says so. */
export async function open(id: string | undefined, session: Session): Promise<Result<void>> {
  const { report, machine, options } = session;
  const stack = await openStack(session);
  if (!stack.ok) return stack;
  const pages = pagesOf(stack.value);
  const page = id === undefined ? pages[0] : pages.find(({ service }) => service === id);
  const names = pages.map(({ service }) => service);
  if (!page) return failed(serviceUnknown({ source: 'command line' }, id ?? 'reticulum', names));
  report.text(page.url);
  report.document({ ...page });
  if (!options.dryRun) await machine.processes.openInBrowser(page.url);
  return ok(undefined);
}
