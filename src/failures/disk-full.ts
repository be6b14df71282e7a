/** The disk is full. */
import { defineFailure } from '../model/failure.ts';

export const diskFull = defineFailure({
  id: 'disk-full',
  services: [],
  seenIn: ['log'],
  marks: ['ENOSPC: no space left on device', 'No space left on device'],
  pattern: /ENOSPC: no space left on device|(?<!shared memory segment.*)No space left on device/,
  title: 'The disk is full.',
  meaning: 'Dependencies and caches of the page servers take several GB.',
  remedies: ['Make room: `df -h` says where. `node_modules/.cache` in hubs and hubs/admin may be removed at any time.'],
  source: 'https://nodejs.org/api/errors.html#common-system-errors',
  example: 'Error: ENOSPC: no space left on device, write',
});
