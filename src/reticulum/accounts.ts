/** Accounts as reticulum keeps them: by a hash of the e-mail address, which it does not keep. Pure. */
import { createHash } from 'node:crypto';

/** File of reticulum's checkout with the secret that its hashes are made with. */
export const secretFile = 'config/dev.exs';

/** The secret, as that file says it; `undefined` where it is not written there. */
export const secretIn = (text: string): string | undefined => /^\s*secret_key_base:\s*"([^"\\#]+)"/m.exec(text)?.[1];

/** How reticulum finds the login of an e-mail address, whatever its case; base64. */
export function identifierHash(email: string, secret: string): string {
  const word = email.toLowerCase();
  const inner = createHash('sha256').update(word).update(secret).digest();
  return createHash('sha256').update(word).update(inner).digest('base64');
}

/** Answers the id of the account with this login, as text: ids exceed what a number can hold. */
export const accountQuery = (hash: string): string =>
  `SELECT account_id::text FROM ret0.logins WHERE identifier_hash = ${literal(hash)}`;

/** Makes the account with this login an administrator, or no longer one; answers its id, if there is one. */
export const setAdminQuery = (hash: string, isAdmin: boolean): string =>
  `WITH changed AS (UPDATE ret0.accounts SET is_admin = ${String(isAdmin)}, updated_at = now()
     WHERE account_id IN (SELECT account_id FROM ret0.logins WHERE identifier_hash = ${literal(hash)})
     RETURNING account_id) SELECT account_id::text FROM changed`;

/** Answers one text of JSON with every account, oldest first. */
export const accountsQuery = `SELECT coalesce(json_agg(json_build_object('id', account_id::text,
     'isAdmin', coalesce(is_admin, false), 'since', inserted_at) ORDER BY inserted_at, account_id), '[]')::text
   FROM ret0.accounts`;

/** An account, without the address that nobody has kept. */
export interface Account {
  readonly id: string;
  readonly isAdmin: boolean;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** What {@link accountsQuery} answers. */
export const parseAccounts = (text: string): readonly Account[] => JSON.parse(text) as readonly Account[];

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
