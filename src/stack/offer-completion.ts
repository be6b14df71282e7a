/** Tells a person at a terminal, once there is something to complete, that a shell can. */
import { basename } from 'node:path';
import { completionShells } from '../model/completion.ts';
import type { Session } from '../model/session.ts';
import { completionFile } from './completion-file.ts';

/** Says nothing where it is installed, or the shell is none that could. */
export async function offerCompletion({ machine, environment, isTerminal, report }: Session): Promise<void> {
  const shell = completionShells.find((name) => name === basename(environment['SHELL'] ?? ''));
  const file = shell && completionFile(shell, environment);
  if (!isTerminal || file === undefined || (await machine.files.exists(file))) return;
  report.note(`${shell} can complete commands of metaton: metaton completion --install`);
}
