import { describe, expect, it } from 'vitest';
import { madeUpWorkspace } from '../../test/helpers/made-up-stack.ts';
import type { Origin } from '../model/config.ts';
import { judgeDatabaseUrl } from './judge-settings.ts';

const judge = (url: string, origin: Origin = 'metaton.yaml') =>
  judgeDatabaseUrl(madeUpWorkspace({ database: { url } }, { 'database.url': origin }));

describe('database.url', () => {
  it('may be absent', () => {
    expect(judgeDatabaseUrl(madeUpWorkspace())).toEqual([]);
  });

  it.each([
    'postgres://postgres:postgres@db.local:5432/ret_dev',
    'postgresql://postgres:postgres@10.0.0.5/ret_dev',
    'postgres://postgres:postgres@[::1]/ret_dev?sslmode=disable',
  ])('may name any host: %s', (url) => {
    expect(judge(url)).toEqual([]);
  });

  it.each(['nonsense', 'mysql://postgres:postgres@db/ret_dev', 'postgres:///ret_dev'])('may not be %s', (url) => {
    expect(judge(url)).toMatchObject([{ code: 'database-url-invalid', isUsage: true }]);
  });

  it.each([
    ['postgres://me:postgres@db/ret_dev', 'The user in database.url must be postgres.'],
    ['postgres://postgres:secret@db/ret_dev', 'The password in database.url must be postgres.'],
    ['postgres://postgres:postgres@db:5433/ret_dev', 'The port in database.url must be 5432.'],
    ['postgres://postgres:postgres@db/ret', 'The database in database.url must be ret_dev.'],
  ])('may not be %s', (url, summary) => {
    expect(judge(url)).toMatchObject([{ code: 'database-url-fixed', summary }]);
  });

  it('is told all that is wrong with it, and never the password', () => {
    const problems = judge('postgres://me:hush@db:1/x');
    expect(problems).toHaveLength(4);
    expect(JSON.stringify(problems)).not.toContain('hush');
  });

  it.each<[Origin, RegExp]>([
    ['metaton.yaml', /^\/world\/metaton\.yaml/],
    ['environment', /^METATON_DATABASE_URL/],
    ['.env', /^METATON_DATABASE_URL/],
  ])('is looked for where it came from: %s', (origin, place) => {
    expect(judge('nonsense', origin)[0]?.evidence).toMatch(place);
  });
});
