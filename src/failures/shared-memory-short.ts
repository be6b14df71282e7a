/** There is no shared memory left for Postgres. */
import { defineFailure } from '../model/failure.ts';

export const sharedMemoryShort = defineFailure({
  id: 'shared-memory-short',
  services: ['postgres'],
  seenIn: ['log'],
  marks: ['could not create shared memory segment', 'could not resize shared memory segment'],
  pattern: /could not (?:create|resize) shared memory segment/,
  title: 'There is no shared memory left for Postgres.',
  meaning: 'Containers often have 64 MiB in /dev/shm; old Postgres servers that were killed may hold the rest.',
  remedies: [
    'In a container, give it more: `docker run --shm-size=256m …`.',
    'Elsewhere, restart the machine, or remove segments that nobody uses: `ipcs -m`, `ipcrm`.',
  ],
  source: 'https://www.postgresql.org/docs/current/kernel-resources.html',
  example: 'FATAL:  could not create shared memory segment: No space left on device',
});
