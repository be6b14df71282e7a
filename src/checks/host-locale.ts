/** Does the shell speak UTF-8? */
import { defineMachineCheck } from '../model/check.ts';

/** The first of these that is set counts: https://www.gnu.org/software/libc/manual/html_node/Locale-Categories.html */
const names = ['LC_ALL', 'LC_CTYPE', 'LANG'] as const;

/** metaton tells reticulum itself; this is for running it by hand. */
export const hostLocale = defineMachineCheck({
  id: 'host.locale',
  title: 'Locale',
  why: 'Erlang started by hand would take file names for Latin-1.',
  look: ({ environment, installation: { platform } }) =>
    Promise.resolve({ platform, set: names.find((name) => (environment[name] ?? '') !== ''), environment }),
  judge: ({ platform, set, environment }) => {
    if (platform === 'win32') return { status: 'skip', because: 'Windows has no such variables' };
    if (set === undefined) return { status: 'pass', note: 'none set; reticulum is told to use UTF-8' };
    const value = environment[set] ?? '';
    if (/utf-?8/i.test(value)) return { status: 'pass', note: value };
    return {
      status: 'warn',
      summary: 'The locale of this shell is not UTF-8.',
      detail: `${set}=${value}`,
      fix: { text: 'Set one that is.', command: `export ${set}=C.UTF-8` },
    };
  },
});
