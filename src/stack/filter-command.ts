/** The words with which git asks metaton what it is to see of a guarded file. */
import type { Guarded } from '../engine/commit-guard.ts';
import type { Installation } from '../model/installation.ts';
import { shellWord } from '../model/shell-word.ts';

/** Git hands it to a shell, with the file's name in the place of `%f`. */
export const filterCommand = (
  { service, checkout, state }: Guarded,
  { node, root }: Pick<Installation, 'node' | 'root'>,
): string =>
  [
    ...[node, `${root}/dist/main.js`, 'clean-filter'].map(shellWord),
    ...['--service', service, '--checkout', checkout, '--state', state].map(shellWord),
    '%f',
  ].join(' ');
