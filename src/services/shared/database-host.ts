/** Where a container finds the database. */
import type { ContainerValues } from '../../model/container.ts';

/** The one that comes along, or the user's own. */
export const databaseHost = ({ database, address }: ContainerValues): string =>
  database.isOwn ? address('postgres') : database.host;
