/** Is there an admin? */
import { defineCheck } from '../model/check.ts';
import { databaseUrl } from '../model/database-url.ts';

/** Until somebody has signed in there is nobody to be one. */
export const adminAccount = defineCheck({
  id: 'admin.account',
  title: 'Admin',
  why: 'The admin panel lets nobody in.',
  needs: ['db.schema'],
  look: async ({ machine, values }) => {
    const url = databaseUrl(values, values.database.name);
    const isThere = await machine.database.query(url, `select (to_regclass('ret0.accounts') is not null)::text`);
    if (isThere !== 'true') return undefined;
    const [all, admins] = await Promise.all([
      machine.database.query(url, 'select count(*)::text from ret0.accounts'),
      machine.database.query(url, 'select count(*)::text from ret0.accounts where is_admin'),
    ]);
    return { all: Number(all), admins: Number(admins) };
  },
  judge: (accounts) => {
    if (!accounts || accounts.all === 0) return { status: 'pass', note: 'nobody has signed in yet' };
    if (accounts.admins > 0) return { status: 'pass', note: `${accounts.admins} of ${accounts.all} accounts` };
    return {
      status: 'warn',
      summary: 'No account is an admin.',
      detail: `${accounts.all} accounts`,
      fix: { text: 'Make one an admin: with the address that it signs in with.', command: 'metaton admin EMAIL' },
    };
  },
});
