/** Where a shell looks by itself for what completes the command lines of a program. */
import type { CompletionShell } from '../model/completion.ts';

/** The user's own place; `undefined` where the user has no home. zsh has none but what its settings name. */
export function completionFile(
  shell: CompletionShell,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  if (home === undefined || home === '') return undefined;
  const data = environment['XDG_DATA_HOME'] ?? `${home}/.local/share`;
  switch (shell) {
    case 'bash':
      return `${data}/bash-completion/completions/metaton`;
    case 'zsh':
      return `${data}/zsh/site-functions/_metaton`;
    case 'fish':
      return `${environment['XDG_CONFIG_HOME'] ?? `${home}/.config`}/fish/completions/metaton.fish`;
  }
}
