/** The running reticulum of a workspace, and its database, for the commands that ask them for something. */
import type { RemoteStack } from '../model/control.ts';
import { databaseUrl } from '../model/database-url.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { databaseUnreachable } from '../model/problems/postgres.ts';
import { reticulumNotReady, secretMissing, tablesMissing } from '../model/problems/sign-in.ts';
import type { Session } from '../model/session.ts';
import type { StackValues } from '../model/stack-values.ts';
import { identifierHash, secretFile, secretIn } from '../reticulum/accounts.ts';
import { connect } from './connect.ts';
import { openStack } from './open-stack.ts';

/** A reticulum that is ready. */
export interface Reticulum {
  readonly stack: RemoteStack;
  readonly values: StackValues;
  /** Without a slash at the end. */
  readonly url: string;
}

const service = 'reticulum';

/** The one that runs in the session's workspace. */
export async function readyReticulum(session: Session): Promise<Result<Reticulum>> {
  const running = await connect(session);
  if (!running.ok) return running;
  const status = (await running.value.status()).find((each) => each.service === service);
  const phase = status?.life.phase ?? 'not part of what runs';
  if (phase !== 'ready') return failed(reticulumNotReady(phase));
  const stack = await openStack(session);
  if (!stack.ok) return stack;
  const { values } = stack.value;
  return ok({ stack: running.value, values, url: `https://${values.host}:${values.port(service)}` });
}

/** What its database answers: the first column of the first row. */
export async function askDatabase(
  { database }: Session['machine'],
  values: StackValues,
  sql: string,
): Promise<Result<string | undefined>> {
  const { name, host, port } = values.database;
  try {
    return ok(await database.query(databaseUrl(values, name), sql));
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    return failed(code === undefinedTable ? tablesMissing() : databaseUnreachable(`${host}:${port}`, error));
  }
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const undefinedTable = '42P01';

/** How its database knows the account of an e-mail address. */
export async function hashOf(email: string, values: StackValues, { machine }: Session): Promise<Result<string>> {
  const file = `${values.checkout(service)}/${secretFile}`;
  const secret = secretIn((await machine.files.read(file)) ?? '');
  return secret === undefined ? failed(secretMissing(file)) : ok(identifierHash(email, secret));
}
