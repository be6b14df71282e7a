/** `metaton db psql`: SQL at the database, with the system's psql or without one. */
import type { SqlError, SqlResult, SqlSession } from '../model/sql.ts';
import { failed, ok, type Result } from '../model/problem.ts';
import { psqlFailed, sqlRefused } from '../model/problems/database.ts';
import type { Session } from '../model/session.ts';
import { resultText, sqlErrorText } from '../report/sql-text.ts';
import { readMetaCommand } from '../sql/meta-command.ts';
import { splitStatements } from '../sql/split-statements.ts';
import type { OpenStack } from '../stack/open-stack.ts';
import { urlOf, withDatabase } from '../stack/with-database.ts';

/** What to run, and by what. */
export interface PsqlFlags {
  /** Statements instead of what is typed or piped in. */
  readonly command: string | undefined;
  /** Not the system's psql, even where there is one. */
  readonly builtin: boolean;
}

/** Ctrl-C is for whoever reads the keys: the server that was started for this goes when they have left. */
export async function dbPsql(flags: PsqlFlags, session: Session): Promise<Result<void>> {
  const undisturbed: Session = { ...session, signal: new AbortController().signal };
  const psql = flags.builtin || session.options.json ? undefined : await session.machine.processes.find('psql', []);
  return withDatabase(undisturbed, (stack) =>
    psql === undefined ? builtin(flags, stack, session) : external(psql, flags, stack, session),
  );
}

async function external(
  program: string,
  { command }: PsqlFlags,
  { values }: OpenStack,
  { machine, directory, isTerminal }: Session,
): Promise<Result<void>> {
  const { host, port, user, password, name } = values.database;
  const { code } = await machine.processes.interact({
    program,
    args: [
      ...[`--host=${host}`, `--port=${port}`, `--username=${user}`, `--dbname=${name}`, '--no-password'],
      ...(command === undefined ? [] : [`--command=${command}`]),
      // A script ends with its first mistake, as with the console of metaton itself.
      ...(isTerminal ? [] : ['--set=ON_ERROR_STOP=1']),
    ],
    cwd: directory,
    env: { PGPASSWORD: password },
    path: [],
    scrub: ['PG*'],
  });
  return code === 0 ? ok(undefined) : failed(psqlFailed(code));
}

async function builtin({ command }: PsqlFlags, stack: OpenStack, session: Session): Promise<Result<void>> {
  const sql = await session.machine.database.open(urlOf(stack));
  const shell = new Shell(sql, session, command === undefined && session.isTerminal);
  try {
    if (command !== undefined) await shell.take(`${command}\n;\n`);
    else await shell.read(stack.values.database.name);
  } finally {
    await sql.close();
  }
  return shell.end();
}

/** Takes lines, runs each statement when it has ended, and shows what comes back. */
class Shell {
  readonly #sql: SqlSession;
  readonly #session: Session;
  /** A person may try again; a script ends with its first mistake. */
  readonly #isForgiving: boolean;
  readonly #answers: SqlResult[] = [];
  #rest = '';
  #mistake: string | undefined;
  #isOver = false;

  constructor(sql: SqlSession, session: Session, isForgiving: boolean) {
    this.#sql = sql;
    this.#session = session;
    this.#isForgiving = isForgiving;
  }

  async read(name: string): Promise<void> {
    const { machine, report, signal } = this.#session;
    if (this.#isForgiving) report.note('\\? for help, \\q to leave.');
    const prompt = (): string => `${name}${this.#rest.trim() === '' ? '=#' : '-#'} `;
    for await (const line of machine.keyboard.lines(prompt, signal)) {
      await this.take(`${line}\n`);
      if (this.#isOver) return;
    }
    // A script need not end its last statement.
    if (!this.#isForgiving) await this.take(';');
  }

  async take(text: string): Promise<void> {
    if (this.#rest.trim() === '' && text.startsWith('\\')) {
      const [line = '', ...others] = text.split('\n');
      await this.#obey(line);
      return this.#isOver || others.join('').trim().replace(/^;$/, '') === ''
        ? undefined
        : this.take(others.join('\n'));
    }
    const { statements, rest } = splitStatements(this.#rest + text);
    this.#rest = rest;
    for (const statement of statements) {
      if (this.#isOver) return;
      await this.#run(statement);
    }
  }

  end(): Result<void> {
    const { report } = this.#session;
    report.document({ results: this.#answers });
    return this.#mistake === undefined ? ok(undefined) : failed(sqlRefused(this.#mistake));
  }

  async #obey(line: string): Promise<void> {
    const command = readMetaCommand(line);
    if (command.kind === 'quit') this.#isOver = true;
    if (command.kind === 'text') this.#session.report.text(command.text);
    if (command.kind === 'queries') for (const query of command.queries) await this.#run(query);
  }

  async #run(statement: string): Promise<void> {
    const answer = await this.#sql.run(statement);
    if ('error' in answer) this.#refused(answer.error, statement);
    else for (const result of answer.results) this.#show(result);
  }

  #show(result: SqlResult): void {
    this.#answers.push(result);
    this.#session.report.text(resultText(result));
  }

  #refused(error: SqlError, statement: string): void {
    const words = sqlErrorText(error, statement);
    if (this.#isForgiving) {
      this.#session.report.note(words);
      return;
    }
    this.#mistake = words;
    this.#isOver = true;
  }
}
