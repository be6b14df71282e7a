/** Judges settings whose rules go beyond one value's shape. */
import type { Workspace } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { databaseUrlFixed, databaseUrlInvalid, type Place } from '../model/problems/config.ts';

/** What reticulum's own settings hard-code of the database. */
const fixedParts = [
  ['user', (url: URL) => url.username, 'postgres'],
  ['password', (url: URL) => url.password, 'postgres'],
  ['port', (url: URL) => url.port || '5432', '5432'],
  ['database', (url: URL) => url.pathname.slice(1), 'ret_dev'],
] as const;

/** Problems of `database.url`: only its host may differ. */
export function judgeDatabaseUrl({ folder, config, origins }: Workspace): readonly Problem[] {
  const { url } = config.database;
  if (url === undefined) return [];
  const place: Place = {
    source: origins.get('database.url') === 'metaton.yaml' ? `${folder}/metaton.yaml` : 'METATON_DATABASE_URL',
  };
  if (!URL.canParse(url)) return [databaseUrlInvalid(place)];
  const parsed = new URL(url);
  if (!/^postgres(ql)?:$/.test(parsed.protocol) || parsed.hostname === '') return [databaseUrlInvalid(place)];
  return fixedParts
    .filter(([, read, must]) => read(parsed) !== must)
    .map(([part, , must]) => databaseUrlFixed(place, part, must));
}
