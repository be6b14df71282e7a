/** `metaton login EMAIL`: sign in without a mail server. */
import { type Result, failed, ok } from '../model/problem.ts';
import { emailWrong } from '../model/problems/sign-in.ts';
import type { Session } from '../model/session.ts';
import { accountQuery, setAdminQuery } from '../reticulum/accounts.ts';
import { isEmail } from '../reticulum/sign-in.ts';
import { askDatabase, hashOf, readyReticulum, type Reticulum } from '../stack/reticulum.ts';
import { makeAccount, signInLink } from '../stack/sign-in.ts';

/** What to do beside signing in. */
export interface LoginFlags {
  /** Show the link instead of opening it. */
  readonly print: boolean;
  /** Make the account at once, and open nothing. */
  readonly create: boolean;
  /** Make it an administrator, too. */
  readonly admin: boolean;
}

/** Twice in a row it is the same account, and a new link. */
export async function login(email: string, flags: LoginFlags, session: Session): Promise<Result<void>> {
  const { report, machine } = session;
  if (!isEmail(email)) return failed(emailWrong(email));
  const reticulum = await readyReticulum(session);
  if (!reticulum.ok) return reticulum;
  if (session.options.dryRun) return foretell(email, flags, session);
  if (flags.create || flags.admin) {
    const made = await ensureAccount(email, flags.admin, reticulum.value, session);
    if (!made.ok) return made;
  }
  if (flags.create && !flags.print) return ok(undefined);
  const link = await signInLink(email, reticulum.value, session);
  if (!link.ok) return link;
  const { url } = link.value;
  report.document({ email, link: url });
  if (flags.print) report.text(url);
  else await machine.processes.openInBrowser(url);
  report.note(
    `Whoever opens the link is signed in as ${email}: once, within half an hour.${flags.print ? '' : ' No browser? metaton login --print shows it.'}`,
  );
  return ok(undefined);
}

function foretell(email: string, { create, admin, print }: LoginFlags, { report }: Session): Result<void> {
  const account = create || admin ? [`make the account ${email}${admin ? ', make it an administrator' : ''}`] : [];
  const link = create && !print ? [] : [`ask reticulum for a link and ${print ? 'show' : 'open'} it`];
  report.text(`Would ${[...account, ...link].join(' and ')}.`);
  report.document({ would: 'login', email, create, admin });
  return ok(undefined);
}

async function ensureAccount(
  email: string,
  isAdmin: boolean,
  reticulum: Reticulum,
  session: Session,
): Promise<Result<void>> {
  const { machine, report } = session;
  const { values } = reticulum;
  const hash = await hashOf(email, values, session);
  if (!hash.ok) return hash;
  const known = await askDatabase(machine, values, accountQuery(hash.value));
  if (!known.ok) return known;
  if (known.value === undefined) {
    const made = await makeAccount(email, reticulum, session);
    if (!made.ok) return made;
  }
  report.note(`${email} ${known.value === undefined ? 'has an account now' : 'has an account'}.`);
  if (!isAdmin) return ok(undefined);
  const promoted = await askDatabase(machine, values, setAdminQuery(hash.value, true));
  if (!promoted.ok) return promoted;
  report.note(`${email} is an administrator.`);
  return ok(undefined);
}
