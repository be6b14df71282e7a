/** The tables of statistics end before today. */
import { defineFailure } from '../model/failure.ts';

export const statisticsPartitionMissing = defineFailure({
  id: 'statistics-partition-missing',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['no partition of relation'],
  pattern: /no partition of relation "\w+" found for row/,
  title: 'The tables of statistics end before today.',
  meaning: 'reticulum makes partitions for some years ahead only; after that, joining a room fails.',
  remedies: [
    'Take a newer reticulum, whose migrations add years.',
    'Or add one in psql: `CREATE TABLE ret0.session_stats_later PARTITION OF ret0.session_stats DEFAULT;`',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/tree/HEAD/priv/repo/migrations',
  example: '** (Postgrex.Error) ERROR 23514 (check_violation) no partition of relation "session_stats" found for row',
});
