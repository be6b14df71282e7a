/** The tree of commands: names, flags, descriptions, examples; nothing else. Each command is loaded when it is called. */
import { Argument, Command, Option } from 'commander';
import type { Result } from '../model/problem.ts';
import type { GlobalOptions, Session } from '../model/session.ts';
import type { Guarded } from '../engine/commit-guard.ts';
import { type CompletionShell, completionShells } from '../model/completion.ts';
import { type Shell, shells } from '../model/shell-environment.ts';
import type { AdminFlags } from './admin.ts';
import type { CompletionFlags } from './completion.ts';
import type { ChartFlags, CostFlags, PlanFlags } from './cost.ts';
import type { DashboardFlags } from './dashboard.ts';
import type { DoctorFlags } from './doctor.ts';
import type { ExportFlags, ExportTarget } from './export.ts';
import type { LoginFlags } from './login.ts';
import type { LogFlags } from './logs.ts';
import type { PatchFlags } from './patch.ts';

/** How a command is to be run, as the user has said. */
export type RunOptions = GlobalOptions & {
  readonly workspace?: string;
  readonly color: boolean;
  /** The local time before every line of a service. */
  readonly timestamps?: boolean | undefined;
  /** Called through sudo, it is about what belongs to the caller. */
  readonly isForCaller?: boolean;
};

/** What a command is given to run with; `isStream` says that it reports events as they happen. */
export type Run = (
  options: RunOptions,
  isStream: boolean,
  command: (session: Session) => Promise<Result<void>>,
) => Promise<void>;

/** What is said to `up` beside ids and lines. */
interface UpWords {
  readonly only?: string[];
  readonly except?: string[];
  readonly detach: boolean;
  readonly open: boolean;
  readonly dashboard: boolean;
  readonly verify: boolean;
  readonly lan?: boolean;
  readonly host?: string;
}

/** What is said to `demo`. */
interface DemoWords {
  readonly exitWhenReady: boolean;
  readonly keep?: string;
  readonly dashboard: boolean;
}

/** What is said to `init`. */
interface InitWords {
  readonly source?: string[];
  readonly runtime?: string[];
  readonly preset?: string;
  readonly only?: string[];
  readonly except?: string[];
  readonly postgrest?: string;
  readonly postgrestBin?: string;
  readonly offline: boolean;
}

/** What is said to `certs`. */
interface CertsWords {
  readonly trust: boolean;
  readonly untrust: boolean;
  readonly printCommands: boolean;
  readonly devices: boolean;
  readonly host?: string[];
  readonly rotate?: 'leaf' | 'keys' | 'authority';
  readonly reuseMkcert: boolean;
}

/** What is said to `doctor`: lists that are not given are absent. */
type DoctorWords = Omit<DoctorFlags, 'only' | 'skip'> & {
  readonly only?: string[];
  readonly skip?: string[];
  readonly offline: boolean;
};

/** Builds the tree. `run` makes the session, runs the command and sees to its outcome. */
export function buildProgram(version: string, run: Run): Command {
  const program = new Command('metaton')
    .description('Runs a Hubs-based virtual world on your own machine.')
    .version(version, '-V, --version', 'say the version; with --verbose, what a bug report needs')
    .option('-C, --workspace <dir>', 'the workspace, instead of the folder you are in or one above it')
    .option('--json', 'answer for programs', false)
    .option('--verbose', 'say more', false)
    .option('--no-color', 'no colours (as does the variable NO_COLOR)')
    .option('--yes', 'never ask', false)
    .option('--dry-run', 'say what would be done, and do nothing', false)
    .option(
      '--set <key=value>',
      'a setting for this run only; may be repeated',
      (word, words: string[]) => [...words, word],
      [],
    )
    .showHelpAfterError('Run it with --help to see what it takes.')
    .exitOverride();
  const options = (more: MoreOptions): RunOptions => ({
    ...program.opts<RunOptions>(),
    offline: false,
    ...more,
  });
  type Action = (session: Session) => Promise<Result<void>>;
  const once = (command: Action, more: MoreOptions = {}): Promise<void> => run(options(more), false, command);
  const stream = (command: Action, more: MoreOptions = {}): Promise<void> => run(options(more), true, command);

  program
    .command('demo')
    .description('bring up a whole miniature stack in a workspace of its own, prove it, and take it down')
    .option('--exit-when-ready', 'stop by itself once everything is proven', false)
    .option('--keep <dir>', 'make the workspace in this folder and leave it there')
    .option(...noDashboard)
    .option(...timestamps)
    .action(({ timestamps, keep, ...flags }: DemoWords & LineFlags) =>
      stream(async (session) => (await import('./demo.ts')).demo({ ...flags, keep }, session), { timestamps }),
    );

  program
    .command('init')
    .description(
      'put everything in place up to `up`: code, runtimes, dependencies, certificates, keys, patches, database',
    )
    .option('--preset <name>', "whose code: ton-con (the guide's forks, the default) or hubs-foundation (today's)")
    .option(
      '--source <id=source...>',
      'a folder with your checkout, used in place; or a URL or bare repository with an optional #REF, to be cloned',
    )
    .option('--runtime <id=dir...>', "put this folder first on a service's PATH; for reticulum also docker")
    .option('--only <id...>', 'only these services and what they need')
    .option('--except <id...>', 'all but these services')
    .option('--postgrest <version>', "this version of PostgREST: 9.0.1 is the guide's")
    .option('--postgrest-bin <file>', 'this PostgREST program, and fetch none')
    .option('--offline', 'fetch nothing; use what is there', false)
    .addHelpText(
      'after',
      '\nExamples:\n  metaton init\n  metaton init --source reticulum=../reticulum hubs=https://github.com/me/hubs.git#my-branch',
    )
    .action(({ offline, ...flags }: InitWords) => {
      const { source = [], runtime = [], preset, only = [], except = [], postgrest, postgrestBin } = flags;
      const words = { source, runtime, preset, only, except, postgrest, postgrestBin };
      return stream(async (session) => (await import('./init.ts')).init(words, session), { offline });
    });

  program
    .command('update')
    .description('move the code that metaton cloned on to what is new upstream; patches come off and back on')
    .argument('[id...]', 'only these services')
    .action((ids: string[]) => stream(async (session) => (await import('./update.ts')).update({ ids }, session)));

  program
    .command('up')
    .description('start everything in the order of need, merge the logs, stay until Ctrl-C')
    .argument('[id...]', 'only these services and what they need')
    .option('--only <id...>', 'only these services and what they need')
    .option('--except <id...>', 'all but these services')
    .option('-d, --detach', 'in the background; return when all is ready', false)
    .option('--open', 'show the dashboard in the browser at once, and Hubs when all is ready', false)
    .option(...noDashboard)
    .option('--verify', 'prove the stack from outside once it is ready', false)
    .option('--lan', 'let phones, headsets and other devices of the network in, now and from now on')
    .option('--no-lan', 'let nobody else in, from now on; everything is as it was before')
    .option('--host <name>', 'with --lan: the name or address of this machine that they are to use; found where absent')
    .option(...timestamps)
    .action((ids: string[], { only = [], except = [], timestamps, lan, host, ...flags }: UpWords & LineFlags) => {
      // Read while the machine is being put together.
      const loading = import('./up.ts');
      const chosen = { only: [...ids, ...only], except, ...flags, lan: { isOpen: lan, host } };
      return stream(async (session) => (await loading).up(chosen, session), { timestamps });
    });

  program
    .command('down')
    .description('end the running stack, and prove that nothing of it is left')
    .action(() => stream(async (session) => (await import('./down.ts')).down(session)));

  program
    .command('ps')
    .description('show how the running stack is; exit 0 when all is ready, 3 when not all is, 4 when nothing runs')
    .option('-a, --all', 'every stack of yours that runs, in whatever workspace', false)
    .action(({ all }: { all: boolean }) =>
      once(async (session) =>
        all ? (await import('./ps-all.ts')).psAll(session) : (await import('./ps.ts')).ps(session),
      ),
    );

  program
    .command('wait')
    .description('return when services have come so far; exit 3 when they have not in time, 4 when nothing runs')
    .argument('<id=state...>', 'a service and its state, such as hubs=ready; a state alone is for all services')
    .option('--timeout <time>', 'no longer than this: 90s, 10m, 1h', '60s')
    .action((words: string[], { timeout }: { timeout: string }) =>
      once(async (session) => (await import('./wait.ts')).wait({ words, timeout }, session)),
    );

  for (const [wish, description] of [
    ['start', 'start services of the running stack, and what they need'],
    ['stop', 'stop services of the running stack, and no others'],
    ['restart', 'stop services and start them with the settings as they are now'],
  ] as const)
    program
      .command(wish)
      .description(description)
      .argument('<id...>', 'services')
      .action((ids: string[]) => once(async (session) => (await import('./steer.ts')).steer(wish, ids, session)));

  program
    .command('attach')
    .description('show what one service prints, as it prints it, until Ctrl-C, which leaves it running')
    .argument('<id>', 'a service')
    .action((id: string) => once(async (session) => (await import('./attach.ts')).attach(id, session)));

  program
    .command('console')
    .description('talk to a service while it runs: an IEx shell on reticulum, the console of dialog')
    .argument('<id>', 'reticulum or dialog')
    .action((id: string) => once(async (session) => (await import('./console.ts')).console(id, session)));

  const db = program.command('db').description('the database: set it up, look at it, keep it, bring it back');
  db.command('setup')
    .description('make the database and its role, and nothing else of `init`')
    .action(() => stream(async (session) => (await import('./db-setup.ts')).dbSetup(session)));
  db.command('status')
    .description('show where the database is, and what is in it')
    .action(() => once(async (session) => (await import('./db-status.ts')).dbStatus(session)));
  db.command('psql')
    .description("SQL at the database, by the system's psql where there is one; also from a pipe")
    .option('-c, --command <sql>', 'run this, and end')
    .option('--builtin', "not by the system's psql; --json implies it", false)
    .addHelpText('after', "\nExample:\n  metaton db psql -c 'select count(*) from ret0.accounts'")
    .action(({ command, builtin }: { command?: string; builtin: boolean }) =>
      once(async (session) => (await import('./db-psql.ts')).dbPsql({ command, builtin }, session)),
    );
  db.command('snapshot')
    .description('keep the database as it is under a name, while it runs or not; without a name, show all')
    .argument('[name]', 'a name of yours')
    .option('--remove', 'remove that snapshot', false)
    .action((name: string | undefined, { remove }: { remove: boolean }) =>
      once(async (session) => (await import('./db-snapshot.ts')).dbSnapshot({ name, remove }, session)),
    );
  db.command('restore')
    .description('bring a snapshot back, in the place of what is there; the stack must be down')
    .argument('<name>', 'the name it was taken under')
    .action((name: string) => once(async (session) => (await import('./db-snapshot.ts')).dbRestore(name, session)));
  db.command('reset')
    .description('remove the database with all that is in it; snapshots stay')
    .action(() => once(async (session) => (await import('./db-reset.ts')).dbReset(session)));

  program
    .command('logs')
    .description('show what the services printed, whether they run or not')
    .argument('[id...]', 'only these services')
    .option('-f, --follow', 'go on with what comes, until Ctrl-C', false)
    .option('--since <time>', 'nothing older: 10m, 2h, 1d, or a time such as 2027-03-01T18:00')
    .option('--grep <pattern>', 'only lines that match this regular expression')
    .option('--level <level>', 'only lines as bad as this or worse: error, warn, notice, info, debug')
    .option('--lines <number>', 'only the last so many (all; with --follow and without --since, 20)')
    .option(...timestamps)
    .addHelpText('after', '\nExample:\n  metaton logs reticulum dialog --since 10m --level warn')
    .action((ids: string[], { timestamps, ...flags }: Omit<LogFlags, 'ids'> & LineFlags) =>
      once(async (session) => (await import('./logs.ts')).logs({ ...flags, ids }, session), { timestamps }),
    );

  program
    .command('verify')
    .description('prove from outside that the running stack works as one; exit 1 where something is refuted')
    .action(() => once(async (session) => (await import('./verify.ts')).verify(session)));

  program
    .command('explain')
    .description('say what known failures of the services mean and what to do; exit 1 where a log shows none')
    .argument('[id]', 'one of them; - reads a log that is yet to come')
    .addHelpText('after', '\nExamples:\n  metaton explain < dialog.log\n  metaton explain perms-key-mismatch')
    .action((id: string | undefined) => once(async (session) => (await import('./explain.ts')).explain(id, session)));

  program
    .command('certs')
    .description('make or renew the authority, the certificate and the perms keys, and show them and who trusts them')
    .addOption(
      new Option('--trust', 'have every store of this machine trust the authority: system, browsers')
        .default(false)
        .conflicts('untrust'),
    )
    .option('--untrust', 'take it out of all of them, as well as those that came before it', false)
    .option('--print-commands', 'print the commands that --trust or --untrust would run, and do nothing', false)
    .option('--host <name...>', 'have the certificate name these too, now and from now on; written to metaton.yaml')
    .addOption(
      new Option('--rotate <what>', 'make it anew although it is good').choices(['leaf', 'keys', 'authority'] as const),
    )
    .option('--reuse-mkcert', 'have the authority of mkcert sign, now and from now on; it is not constrained', false)
    .addOption(
      new Option('--devices', 'hand the authority to other devices from a page of its own, until Ctrl-C')
        .default(false)
        .conflicts(['trust', 'untrust', 'printCommands', 'host', 'rotate', 'reuseMkcert']),
    )
    .addHelpText('after', '\nExample:\n  metaton certs --host world.local 192.168.7.9 --rotate authority')
    .action(({ trust, host = [], rotate: rotation, devices, ...flags }: CertsWords) => {
      if (devices) return once(async (session) => (await import('./certs-devices.ts')).certsDevices(session));
      const words = { ...flags, hosts: host, rotation };
      return once(
        async (session) =>
          trust || flags.untrust || flags.printCommands
            ? (await import('./certs-trust.ts')).certsTrust(words, session)
            : (await import('./certs.ts')).certs(words, session),
        { isForCaller: true },
      );
    });

  program
    .command('patch')
    .description('make the checkouts run at localhost, or take that back')
    .argument('[id...]', 'only these services')
    .option('--check', 'change nothing; exit 1 where a patch is not applied, has drifted or cannot be applied', false)
    .option('--diff', 'change nothing; show what is changed and what would be, and why', false)
    .option('--revert', 'take the patches back; changes of your own to other lines stay', false)
    .option('--ours', 'with --revert: where you changed a line of metaton, put back what was there before it', false)
    .option('--theirs', 'with --revert: where you changed a line of metaton, keep yours', false)
    .option('--commit-guard', 'keep the edits out of your commits from now on, by a clean filter of git')
    .option('--no-commit-guard', 'no longer')
    .option('--guide-edits', "those of the guide's edits that are not needed, too", false)
    .addHelpText(
      'after',
      [
        '',
        'With --commit-guard git sees the edited files without the lines of metaton: status and diff are clean, and',
        'changes of your own in the same files are committed as ever. Nothing of the kind is done unless you ask.',
      ].join('\n'),
    )
    .action((ids: string[], flags: Omit<PatchFlags, 'ids'>) =>
      once(async (session) => (await import('./patch.ts')).patch({ ids, ...flags }, session)),
    );

  program
    .command('env')
    .description('print the environment of one service, for running it by hand in a terminal')
    .argument('<id>', 'a service')
    .addOption(
      new Option('--shell <shell>', 'for which shell; posix is sh, dash, bash and zsh')
        .choices(shells)
        .default('posix'),
    )
    .addHelpText('after', '\nExample:\n  cd services/hubs && eval "$(metaton env hubs)" && npm run local')
    .action((id: string, { shell }: { shell: Shell }) =>
      once(async (session) => (await import('./env.ts')).env(id, shell, session)),
    );

  program
    .command('doctor')
    .description('check the machine and the workspace; each failure comes with its fix')
    .option('--fix', 'mend what can be mended, after asking once, and say what is left', false)
    .option('--only <id...>', 'only these checks or groups, and what they rest on')
    .option('--skip <id...>', 'all but these checks or groups')
    .option('--list', 'say what there is to check, and check nothing', false)
    .option('--strict', 'fail on warnings, too', false)
    .option('--offline', 'ask nothing of other machines', false)
    .option('--report <file>', 'write all of it, without secrets, into a file for a bug report')
    .addHelpText('after', '\nExample:\n  metaton doctor --fix --only cert key')
    .action(({ only = [], skip = [], offline, ...flags }: DoctorWords) =>
      once(async (session) => (await import('./doctor.ts')).doctor({ ...flags, only, skip }, session), { offline }),
    );

  program
    .command('config')
    .description('show the effective settings and where each came from')
    .action(() => once(async (session) => (await import('./config.ts')).config(session)));

  program
    .command('login')
    .description('sign in without a mail server: open the link that reticulum would send')
    .argument('<email>', 'any address; no mail is sent')
    .option('--print', 'show the link instead of opening it', false)
    .option('--create', 'make the account at once, and open nothing', false)
    .option('--admin', 'make the account, make it an administrator, and sign in', false)
    .action((email: string, flags: LoginFlags) =>
      once(async (session) => (await import('./login.ts')).login(email, flags, session)),
    );

  program
    .command('admin')
    .description('make an account an administrator, at once')
    .argument('[email]', 'the address it signs in with')
    .option('--revoke', 'take that back', false)
    .option('--list', 'show all accounts', false)
    .action((email: string | undefined, flags: AdminFlags) =>
      once(async (session) => (await import('./admin.ts')).admin(email, flags, session)),
    );

  const rooms = program.command('rooms').description('rooms that work at once');
  rooms
    .command('create')
    .description('make a room, and show its address')
    .argument('[name]', 'what it is called', 'My room')
    .option('--open', 'open it in the browser', false)
    .action((name: string, flags: { open: boolean }) =>
      once(async (session) => (await import('./rooms.ts')).createRoom(name, flags.open, session)),
    );
  rooms
    .command('permissive')
    .description('whether visitors may bring in media, cameras and pens')
    .argument('<on|off>', 'on or off')
    .action((word: string) => once(async (session) => (await import('./rooms.ts')).permissiveRooms(word, session)));

  program
    .command('open')
    .description('show Hubs, or another service, in the browser')
    .argument('[id]', 'a service with pages')
    .action((id: string | undefined) => once(async (session) => (await import('./open.ts')).open(id, session)));

  program
    .command('dashboard')
    .description('show the running stack in the browser: services, logs, checks')
    .option('--print', 'show its address instead of opening it', false)
    .action((flags: DashboardFlags) =>
      once(async (session) => (await import('./dashboard.ts')).dashboard(flags, session)),
    );

  program
    .command('clean-filter', { hidden: true })
    .description('what git sees of a guarded file; git itself asks')
    .requiredOption('--service <id>')
    .requiredOption('--checkout <dir>')
    .requiredOption('--state <dir>')
    .argument('<file>')
    .action((file: string, guarded: Guarded) =>
      once(async (session) => (await import('./clean-filter.ts')).cleanFilter(guarded, file, session)),
    );

  program
    .command('reset')
    .description('take away what metaton has made here: patches, database, certificates, state; it asks first')
    .option('--all', 'also clones, settings, and your certificate authority, which no store trusts then', false)
    .addHelpText('after', '\nA checkout that is used in place stays, without the patches. Try --dry-run first.')
    .action(({ all }: { all: boolean }) =>
      once(async (session) => (await import('./reset.ts')).reset(all, session), { isForCaller: true }),
    );

  program
    .command('completion')
    .description('print what completes command lines in your shell, or lay it where the shell looks')
    .addArgument(new Argument('[shell]', 'the one that you use where none is named').choices(completionShells))
    .option('--install', 'lay it where the shell looks for it', false)
    .option('--uninstall', 'remove it from there', false)
    .addHelpText('after', '\nExample:\n  source <(metaton completion bash)')
    .action((shell: CompletionShell | undefined, flags: CompletionFlags) =>
      once(async (session) => {
        const { commandTree } = await import('./command-tree.ts');
        return (await import('./completion.ts')).completion({ shell, ...flags }, commandTree(program), session);
      }),
    );

  const cost = eventOptions(
    program.command('cost').description('work out what an event costs on AWS, and which servers to take'),
  )
    .option('--setup-hours <number>', 'hours of building and rehearsing (16)')
    .option('--off-hours <number>', 'hours that the stack idles (those between the event days)')
    .option('--prices <file>', "a price list of your own, instead of the guide's")
    .option('--as-published', "show the guide's own way of counting, too", false)
    .option('--svg <file>', 'draw cost against concurrent users into this file')
    .addHelpText('after', '\nExample:\n  metaton cost --users 500 --hours 4 --days 2')
    .action((flags: CostFlags) => once(async (session) => (await import('./cost.ts')).cost(flags, session)));

  // A flag that `cost` and a command below it both have is taken by `cost`, wherever it stands: hence optsWithGlobals.
  cost
    .command('charts')
    .description('show what there is to rent: users and prices of every server type')
    .option('--sort <order>', 'price, ccu or price-per-user')
    .option('--csv', 'as comma-separated values', false)
    .option('--prices <file>', "a price list of your own, instead of the guide's")
    .option('--svg <file>', 'draw price against concurrent users into this file')
    .action((_flags, self: Command) =>
      once(async (session) => (await import('./cost.ts')).costCharts(self.optsWithGlobals<ChartFlags>(), session)),
    );

  eventOptions(cost.command('plan').description('say what to switch in the stack and when, for an event'))
    .option('--on <moment>', 'when the event begins, such as 2027-03-01T18:00+01:00')
    .addHelpText('after', '\nExample:\n  metaton cost plan --on 2027-03-01T18:00+01:00 --users 500 --hours 4 --days 2')
    .action((_flags, self: Command) =>
      once(async (session) => (await import('./cost.ts')).costPlan(self.optsWithGlobals<PlanFlags>(), session)),
    );

  const exports = program.command('export').description('write the same stack for a server or a cluster');
  const exportTo = (target: ExportTarget, description: string): Command =>
    exports
      .command(target)
      .description(description)
      .option(
        '--out <dir>',
        `where to (export/${target} in the workspace); files that are not metaton's stay as they are`,
      )
      .option('--host <name>', 'the public name, instead of the host of the settings')
      .option('--users <number>', 'people at once: how large everything is to be', '50')
      .option('--database <url>', 'a Postgres of your own, instead of one that comes along')
      .option('--registry <name>', 'what images are called before the slash', 'metaton')
      .action((flags: ExportFlags) =>
        once(async (session) => (await import('./export.ts')).exportStack(target, flags, session)),
      );
  exportTo('compose', 'for one server, by Docker Compose');
  exportTo('kubernetes', 'for a cluster: a Kustomize base, and overlays for one node and for many');

  return program;
}

/** Options that only some commands have. */
type MoreOptions = Partial<Pick<RunOptions, 'timestamps' | 'offline' | 'isForCaller'>>;

/** How lines of services are shown. */
type LineFlags = Pick<RunOptions, 'timestamps'>;

const timestamps = ['--timestamps', 'the local time before every line of a service'] as const;

/** `up` and `demo` have one otherwise. */
const noDashboard = ['--no-dashboard', 'no page of the running stack for the browser'] as const;

/** What both an estimate and a schedule ask about an event. */
const eventOptions = (command: Command): Command =>
  command
    .option('--users <number>', 'people at once, at the most')
    .option('--hours <number>', 'hours a day')
    .option('--days <number>', 'days in a row (1)')
    .option('--active', 'all of them move and talk, rather than most only watching')
    .option('--instance <type>', 'this server type for the event, instead of the one picked')
    .option('--layout <layout>', '1, or app x streaming servers: 2x2 (the smallest picked), 4x4, 8x8')
    .option('--servers <number>', 'the same by number: 1, 4, 8, 16')
    .option('--setup-instance <type>', 'this server type while building (t3.medium)')
    .option('--off-time <state>', 'offline (as picked) or idle, when nobody needs it')
    .option('--pausing', 'the database pauses when idle (as picked)')
    .option('--no-pausing', 'it does not');
