/** The database asks the operating system who connects, instead of asking for a password. */
import { defineFailure } from '../model/failure.ts';

export const postgresLoginByIdent = defineFailure({
  id: 'postgres-login-by-ident',
  services: [],
  seenIn: ['log'],
  marks: ['authentication failed for user'],
  pattern: /(?:Peer|Ident|GSSAPI) authentication failed for user/,
  title: 'The database asks the operating system who connects, instead of asking for a password.',
  meaning: 'pg_hba.conf says peer or ident for this kind of connection. Services connect over TCP with a password.',
  remedies: [
    'In pg_hba.conf, say `scram-sha-256` for `host … 127.0.0.1/32`, then reload Postgres.',
    'Or take `database.url` out of metaton.yaml: metaton then runs a Postgres of its own.',
  ],
  source: 'https://github.com/elixir-ecto/ecto/issues/1207',
  example:
    '** (Mix) The database could not be created: FATAL 28000 (invalid_authorization_specification) Ident authentication failed for user "postgres"',
});
