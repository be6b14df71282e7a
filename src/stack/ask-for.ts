/** Asks a stack that another metaton runs for something that may take its time. */
import type { RemoteStack } from '../model/control.ts';
import type { Result } from '../model/problem.ts';
import { ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { untilAborted } from './run.ts';

/** Answers whether it has been done: not with `--dry-run`, and not yet where Ctrl-C ends the waiting. */
export async function askFor(
  wish: 'start' | 'stop' | 'restart',
  services: readonly string[],
  stack: RemoteStack,
  { report, options, signal }: Session,
): Promise<Result<boolean>> {
  const names = services.join(', ');
  if (options.dryRun) {
    report.text(`Would ${wish} ${names} in the stack that pid ${stack.about.pid} runs.`);
    report.document({ would: wish, services });
    return ok(false);
  }
  const result = await Promise.race([stack[wish](services), untilAborted(signal)]);
  if (result) return result.ok ? ok(true) : result;
  report.note(`The stack goes on to ${wish} ${names}. metaton ps shows how far it is.`);
  return ok(false);
}
