/** The locale of the shell is not UTF-8. */
import { defineFailure } from '../model/failure.ts';

export const latin1Names = defineFailure({
  id: 'latin1-names',
  services: ['reticulum'],
  seenIn: ['log'],
  isHarmless: true,
  marks: ['native name encoding of latin1'],
  pattern: /native name encoding of latin1/,
  title: 'The locale of the shell is not UTF-8.',
  meaning: 'Elixir could not find files with other letters than a to z. metaton starts reticulum so that it can.',
  remedies: ['To be rid of the line: `export LANG=C.UTF-8`.'],
  source: 'https://github.com/apache/couchdb-pkg/issues/152',
  example: 'warning: the VM is running with native name encoding of latin1 which may cause Elixir to malfunction',
});
