/** How the database is reached. */
import type { StackValues } from './stack-values.ts';

/** URL of one of its databases, as the user that reticulum is. */
export const databaseUrl = ({ database: { user, password, host, port } }: StackValues, name: string): string =>
  `postgres://${user}:${password}@${host}:${port}/${name}`;
