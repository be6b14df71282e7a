/** The database does not take the password of reticulum. */
import { defineFailure } from '../model/failure.ts';

export const postgresPasswordWrong = defineFailure({
  id: 'postgres-password-wrong',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['28P01 (invalid_password)'],
  pattern: /28P01 \(invalid_password\)/,
  title: 'The database does not take the password of reticulum.',
  meaning:
    'reticulum always logs in as postgres with the password postgres; this Postgres has another. It waits until that is put right.',
  remedies: [
    "In psql, as an administrator: `ALTER USER postgres WITH SUPERUSER PASSWORD 'postgres';`",
    'Or take `database.url` out of metaton.yaml: metaton then runs a Postgres of its own.',
  ],
  source: 'https://github.com/blockscout/blockscout/issues/265',
  example:
    '[error] Postgrex.Protocol (#PID<0.398.0>) failed to connect: ** (Postgrex.Error) FATAL 28P01 (invalid_password) password authentication failed for user "postgres"',
});
