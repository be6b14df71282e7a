/** Does the shell have variables that lead services astray? */
import { defineMachineCheck } from '../model/check.ts';

/** By variable (a trailing `*` stands for any ending): what it does, and which values do no harm. */
const strays: readonly { readonly name: string; readonly does: string; readonly harmless?: RegExp }[] = [
  {
    name: 'NODE_TLS_REJECT_UNAUTHORIZED',
    does: 'makes every Node program take any certificate for good',
    harmless: /^(?!0$)/,
  },
  { name: 'NODE_ENV', does: 'makes Spoke ask the servers of hubs.mozilla.com', harmless: /^(?!production$)/ },
  { name: 'MIX_ENV', does: 'makes reticulum read other settings than those of dev', harmless: /^(?:dev)?$/ },
  { name: 'DATABASE_URL', does: 'moves one of the two repositories of reticulum, and not the other' },
  { name: 'DB_CREDENTIALS', does: 'moves the repositories of reticulum' },
  { name: 'PG*', does: 'moves one of the three connections of reticulum' },
  { name: 'PGRST_*', does: 'wins over the settings of PostgREST' },
  { name: 'TURKEY_MODE', does: 'changes how reticulum stores files and finds dialog' },
  { name: 'PORT', does: 'moves the admin panel off the port where reticulum looks for it' },
  { name: 'HOST_IP', does: 'changes where the admin panel and Spoke listen' },
  { name: 'DEV_CSP_SOURCE', does: 'makes hubs fetch its content policy from elsewhere' },
];

/** The first pattern that is more than a prefix of the name, so that PGRST_ is not taken for PG. */
function strayOf(name: string): (typeof strays)[number] | undefined {
  const fits = strays.filter((stray) =>
    stray.name.endsWith('*') ? name.startsWith(stray.name.slice(0, -1)) : name === stray.name,
  );
  return fits.sort((a, b) => b.name.length - a.name.length)[0];
}

/** Those of Postgres that say where a server is or as whom; tools have others of that beginning. */
const ofPostgres = /^PG(?:HOST|HOSTADDR|PORT|USER|PASSWORD|DATABASE|SERVICE|SSLMODE|OPTIONS|RST_.*)$/;

/** Values are not told: DATABASE_URL has a password in it. */
export const envLeaks = defineMachineCheck({
  id: 'env.leaks',
  title: 'Variables of the shell',
  why: 'A service obeys a variable that was meant for something else. Those that metaton starts are kept from most.',
  look: ({ environment }) =>
    Promise.resolve(Object.entries(environment).filter(([, value]) => value !== undefined && value !== '')),
  judge: (variables) => {
    const found = variables.flatMap(([name, value]) => {
      const stray = strayOf(name);
      if (!stray || stray.harmless?.test(value ?? '') === true) return [];
      return name.startsWith('PG') && !ofPostgres.test(name) ? [] : [{ name, does: stray.does }];
    });
    if (found.length === 0) return { status: 'pass', note: 'none that lead astray' };
    return {
      status: 'warn',
      summary: `This shell has ${found.map(({ name }) => name).join(', ')} set.`,
      detail: found.map(({ name, does }) => `${name} ${does}`).join('\n'),
      fix: {
        text: 'Take them out of this shell, or run services with metaton only.',
        command: `unset ${found.map(({ name }) => name).join(' ')}`,
      },
    };
  },
});
