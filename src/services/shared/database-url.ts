/** Addresses of the database. */
import type { StackValues } from '../../model/stack-values.ts';

/** The database as the user that owns everything in it. */
export const superuserUrl = ({ database: { user, password, host, port, name } }: StackValues): string =>
  `postgres://${user}:${password}@${host}:${port}/${name}`;
