/** metaton itself, to be run beside this one. */
import type { Command } from '../model/command.ts';
import type { Session } from '../model/session.ts';

/** With these words, in this workspace, with the settings and the data folder of this session. */
export function ownCommand(words: readonly string[], workspace: string, session: Session): Command {
  const { installation, options, environment } = session;
  const settings = options.set.flatMap((setting) => ['--set', setting]);
  const variables = Object.entries(environment).flatMap(([name, value]) =>
    name.startsWith('METATON_') && value !== undefined ? [[name, value] as const] : [],
  );
  return {
    program: installation.node,
    args: [`${installation.root}/dist/main.js`, '-C', workspace, '--no-color', ...settings, ...words],
    cwd: workspace,
    env: { ...Object.fromEntries(variables), METATON_DATA_FOLDER: installation.dataFolder },
    path: [],
    // A session may know less than the shell.
    scrub: ['METATON_*'],
  };
}
