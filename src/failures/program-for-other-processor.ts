/** A program is built for another kind of processor. */
import { defineFailure } from '../model/failure.ts';

export const programForOtherProcessor = defineFailure({
  id: 'program-for-other-processor',
  services: [],
  seenIn: ['log'],
  marks: ['xec format error', 'Bad CPU type in executable'],
  pattern: /[Ee]xec format error|Bad CPU type in executable/,
  title: 'A program is built for another kind of processor.',
  meaning: 'For instance one for Intel on an ARM machine.',
  remedies: [
    'Install it anew on this machine: remove node_modules and run `metaton init`; for Elixir, install it for this processor.',
  ],
  source: 'https://github.com/Hubs-Foundation/hubs-compose/issues/45',
  example: 'exec /usr/local/bin/docker-entrypoint.sh: exec format error',
});
