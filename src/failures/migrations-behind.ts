/** The database is not at the last migration of the checkout. */
import { defineFailure } from '../model/failure.ts';

export const migrationsBehind = defineFailure({
  id: 'migrations-behind',
  services: ['reticulum'],
  seenIn: ['answer'],
  marks: ['it is none, not ', 'it is 20'],
  pattern: /it is (?:none|\d{14}), not \d{14}/,
  title: 'The database is not at the last migration of the checkout.',
  meaning:
    'reticulum migrates when it starts. It was started before the code was updated, or another reticulum held the lock.',
  remedies: [
    'Run `metaton restart reticulum`.',
    'If it stays, look for what it says while it migrates: `metaton logs reticulum --grep Migrat`.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/blob/HEAD/lib/ret/application.ex',
  example: 'it is 20220915094102, not 20230129061719',
});
