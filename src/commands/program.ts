/** The tree of commands: names, flags, descriptions, examples; nothing else. Each command is loaded when it is called. */
import { Command } from 'commander';
import type { Result } from '../model/problem.ts';
import type { GlobalOptions, Session } from '../model/session.ts';

/** What a command is given to run with; `isStream` says that it reports events as they happen. */
export type Run = (
  options: GlobalOptions & { workspace?: string; color: boolean },
  isStream: boolean,
  command: (session: Session) => Promise<Result<void>>,
) => Promise<void>;

/** Builds the tree. `run` makes the session, runs the command and sees to its outcome. */
export function buildProgram(version: string, run: Run): Command {
  const program = new Command('metaton')
    .description('Runs a Hubs-based virtual world on your own machine.')
    .version(version)
    .option('-C, --workspace <dir>', 'the workspace, instead of the folder you are in or one above it')
    .option('--json', 'answer for programs', false)
    .option('--verbose', 'say more', false)
    .option('--no-color', 'no colours (as does the variable NO_COLOR)')
    .option('--yes', 'never ask', false)
    .option('--dry-run', 'say what would be done, and do nothing', false)
    .showHelpAfterError('Run it with --help to see what it takes.')
    .exitOverride();
  const options = (): Parameters<Run>[0] => program.opts();
  const once = (command: (session: Session) => Promise<Result<void>>): Promise<void> => run(options(), false, command);
  const stream = (command: (session: Session) => Promise<Result<void>>): Promise<void> => run(options(), true, command);

  program
    .command('demo')
    .description('bring up a whole miniature stack in a workspace of its own, prove it, and take it down')
    .option('--exit-when-ready', 'stop by itself once everything is proven', false)
    .option('--keep <dir>', 'make the workspace in this folder and leave it there')
    .action((flags: { exitWhenReady: boolean; keep?: string }) =>
      stream(async (session) =>
        (await import('./demo.ts')).demo({ exitWhenReady: flags.exitWhenReady, keep: flags.keep }, session),
      ),
    );

  program
    .command('init')
    .description('put everything in place up to `up`: certificates, keys, patches, dependencies, database, PostgREST')
    .option('--source <id=dir...>', 'use this checkout for a service, in place')
    .option('--runtime <id=dir...>', "put this folder first on a service's PATH")
    .addHelpText(
      'after',
      '\nExample:\n  metaton init --source reticulum=../reticulum dialog=../dialog hubs=../hubs spoke=../Spoke',
    )
    .action((flags: { source?: string[]; runtime?: string[] }) =>
      stream(async (session) =>
        (await import('./init.ts')).init({ source: flags.source ?? [], runtime: flags.runtime ?? [] }, session),
      ),
    );

  program
    .command('up')
    .description('start everything in the order of need, merge the logs, stay until Ctrl-C')
    .argument('[id...]', 'only these services and what they need')
    .option('--only <id...>', 'only these services and what they need')
    .option('--except <id...>', 'all but these services')
    .action((ids: string[], flags: { only?: string[]; except?: string[] }) =>
      stream(async (session) =>
        (await import('./up.ts')).up({ only: [...ids, ...(flags.only ?? [])], except: flags.except ?? [] }, session),
      ),
    );

  program
    .command('certs')
    .description('make or renew the authority, the certificate and the perms keys, and show them')
    .action(() => once(async (session) => (await import('./certs.ts')).certs(session)));

  program
    .command('patch')
    .description('make the checkouts run at localhost, or take that back')
    .argument('[id...]', 'only these services')
    .option('--check', 'change nothing; exit 1 where a patch is not applied', false)
    .option('--diff', 'change nothing; show what would be changed, and why', false)
    .option('--revert', 'take the patches back', false)
    .action((ids: string[], flags: { check: boolean; diff: boolean; revert: boolean }) =>
      once(async (session) => (await import('./patch.ts')).patch({ ids, ...flags }, session)),
    );

  program
    .command('doctor')
    .description('check the machine and the workspace; each failure comes with its fix')
    .action(() => once(async (session) => (await import('./doctor.ts')).doctor(session)));

  program
    .command('config')
    .description('show the effective settings and where each came from')
    .action(() => once(async (session) => (await import('./config.ts')).config(session)));

  return program;
}
