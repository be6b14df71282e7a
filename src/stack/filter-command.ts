/** The words with which git asks metaton what it is to see of a guarded file. */
import type { Guarded } from '../engine/commit-guard.ts';
import type { Installation } from '../model/installation.ts';

/** Git hands it to a shell, with the file's name in the place of `%f`. */
export const filterCommand = (
  { service, checkout, state }: Guarded,
  { node, root }: Pick<Installation, 'node' | 'root'>,
): string =>
  [
    ...[node, `${root}/dist/main.js`, 'clean-filter'].map(quoted),
    ...['--service', service, '--checkout', checkout, '--state', state].map(quoted),
    '%f',
  ].join(' ');

const quoted = (word: string): string =>
  /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
