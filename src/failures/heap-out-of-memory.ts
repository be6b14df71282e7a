/** The service has used up the memory that Node allows it. */
import { defineFailure } from '../model/failure.ts';

export const heapOutOfMemory = defineFailure({
  id: 'heap-out-of-memory',
  services: ['dialog', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  marks: ['JavaScript heap out of memory'],
  pattern: /JavaScript heap out of memory/,
  title: 'The service has used up the memory that Node allows it.',
  meaning: 'hubs takes up to 3 GB while it compiles again; Node 16 allows some 2 to 4, by the size of the machine.',
  remedies: [
    'Allow more: `services: { hubs: { env: { NODE_OPTIONS: --max-old-space-size=4096 } } }` in metaton.yaml.',
    'On a small machine, run fewer at once: `metaton up --except spoke`.',
  ],
  source: 'https://github.com/webpack/webpack/issues/12552',
  example: 'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
});
