/** A media worker has fallen, and dialog ends with it. */
import { defineFailure } from '../model/failure.ts';

export const mediasoupWorkerDied = defineFailure({
  id: 'mediasoup-worker-died',
  services: ['dialog'],
  seenIn: ['log'],
  marks: ['mediasoup Worker died'],
  pattern: /mediasoup Worker died/,
  title: 'A media worker has fallen, and dialog ends with it.',
  meaning:
    'Memory may have run out, or the worker met a bug. metaton starts dialog again; who was speaking has to join again.',
  remedies: ['Look at the lines before: `metaton logs dialog --since 10m`.', 'Run `metaton ps`: is memory short?'],
  source: 'https://github.com/Hubs-Foundation/dialog/blob/HEAD/index.js',
  example: 'mediasoup-demo-server:ERROR mediasoup Worker died, exiting  in 2 seconds... [pid:4711]',
});
