/** `metaton completion`: command lines of metaton completed by the user's shell. */
import { basename, dirname } from 'node:path';
import type { CommandTree } from '../model/command-tree.ts';
import { type CompletionShell, completionShells } from '../model/completion.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { flagsAtOdds } from '../model/problems/patch.ts';
import { homeUnknown, shellUnknown } from '../model/problems/environment.ts';
import type { Session } from '../model/session.ts';
import { completionText } from '../report/completion-text.ts';
import { allServices } from '../services/index.ts';
import { completionFile } from '../stack/completion-file.ts';

/** What is to be done with the script. */
export interface CompletionFlags {
  readonly install: boolean;
  readonly uninstall: boolean;
}

/** Prints by default, so that a shell can evaluate it. */
export async function completion(
  { shell: named, install, uninstall }: CompletionFlags & { readonly shell: CompletionShell | undefined },
  tree: CommandTree,
  session: Session,
): Promise<Result<void>> {
  if (install && uninstall) return failed(flagsAtOdds(['--install', '--uninstall']));
  const { environment, report } = session;
  const login = basename(environment['SHELL'] ?? '');
  const shell = named ?? completionShells.find((name) => name === login);
  if (shell === undefined) return failed(shellUnknown(login, completionShells));
  const script = completionText(shell, { tree, services: allServices.map(({ name }) => name) });
  if (!install && !uninstall) {
    report.text(script.trimEnd());
    report.document({ shell, script });
    return ok(undefined);
  }
  const file = completionFile(shell, environment);
  if (file === undefined) return failed(homeUnknown());
  return install ? lay(shell, file, script, session) : takeAway(shell, file, session);
}

async function lay(
  shell: CompletionShell,
  file: string,
  script: string,
  { machine: { files }, report, options }: Session,
): Promise<Result<void>> {
  if (!options.dryRun) {
    await files.makeFolder(dirname(file));
    await files.write(file, script);
  }
  report.text(`${options.dryRun ? 'Would write' : 'Written:'} ${file}`);
  report.document({ shell, file });
  report.note(nextSteps[shell](dirname(file)));
  return ok(undefined);
}

const nextSteps: Readonly<Record<CompletionShell, (folder: string) => string>> = {
  bash: () => 'The next bash completes with it, where the package bash-completion is installed.',
  zsh: (folder) =>
    `Unless ${folder} is in your fpath, put this into ~/.zshrc, before compinit:\n  fpath+=('${folder}')\nThe next zsh completes with it.`,
  fish: () => 'The next fish completes with it.',
};

async function takeAway(
  shell: CompletionShell,
  file: string,
  { machine: { files }, report, options }: Session,
): Promise<Result<void>> {
  const isThere = await files.exists(file);
  if (isThere && !options.dryRun) await files.remove(file);
  report.text(isThere ? `${options.dryRun ? 'Would remove' : 'Removed:'} ${file}` : `There is no ${file}.`);
  report.document({ shell, file, isThere });
  return ok(undefined);
}
