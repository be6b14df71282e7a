/** `metaton admin EMAIL`: who may use the admin panel. */
import { type Result, failed, ok } from '../model/problem.ts';
import { accountMissing, adminNeedsEmail, emailWrong } from '../model/problems/sign-in.ts';
import type { Session } from '../model/session.ts';
import { accountsQuery, parseAccounts, setAdminQuery } from '../reticulum/accounts.ts';
import { isEmail } from '../reticulum/sign-in.ts';
import { table } from '../report/table.ts';
import { openStack, type OpenStack } from '../stack/open-stack.ts';
import { askDatabase, hashOf } from '../stack/reticulum.ts';

/** What to do with the account. */
export interface AdminFlags {
  readonly revoke: boolean;
  readonly list: boolean;
}

/** In the database, which reticulum asks at every request: nothing is started anew. */
export async function admin(email: string | undefined, flags: AdminFlags, session: Session): Promise<Result<void>> {
  if (email === undefined && !flags.list) return failed(adminNeedsEmail());
  if (email !== undefined && !isEmail(email)) return failed(emailWrong(email));
  const stack = await openStack(session);
  if (!stack.ok) return stack;
  if (email !== undefined) {
    const changed = await change(email, !flags.revoke, stack.value, session);
    if (!changed.ok) return changed;
  }
  return flags.list ? list(stack.value, session) : ok(undefined);
}

async function change(email: string, isAdmin: boolean, { values }: OpenStack, session: Session): Promise<Result<void>> {
  const { report, machine, options } = session;
  const what = isAdmin ? 'an administrator' : 'no administrator';
  if (options.dryRun) {
    report.text(`Would make ${email} ${what}.`);
    report.document({ would: 'admin', email, isAdmin });
    return ok(undefined);
  }
  const hash = await hashOf(email, values, session);
  if (!hash.ok) return hash;
  const account = await askDatabase(machine, values, setAdminQuery(hash.value, isAdmin));
  if (!account.ok) return account;
  if (account.value === undefined) return failed(accountMissing(email));
  report.text(`${email} is ${what} from now on. Whoever has a page open loads it anew.`);
  report.document({ email, account: account.value, isAdmin });
  return ok(undefined);
}

async function list({ values }: OpenStack, { report, machine }: Session): Promise<Result<void>> {
  const answer = await askDatabase(machine, values, accountsQuery);
  if (!answer.ok) return answer;
  const accounts = parseAccounts(answer.value ?? '[]');
  const rows = accounts.map(({ id, isAdmin, since }) => [id, isAdmin ? 'administrator' : '', since]);
  const lines = accounts.length === 0 ? ['Nobody has signed in yet.'] : table([['account', '', 'since'], ...rows]);
  report.text(lines.join('\n'));
  report.document({ accounts });
  if (accounts.length > 0) report.note('The database keeps no addresses, only what tells one from another.');
  return ok(undefined);
}
