/** The media worker of dialog has not been built. */
import { defineFailure } from '../model/failure.ts';

export const mediasoupWorkerMissing = defineFailure({
  id: 'mediasoup-worker-missing',
  services: ['dialog'],
  seenIn: ['log'],
  marks: ['mediasoup-worker'],
  pattern: /spawn \S*mediasoup-worker(?:\.exe)? (?:ENOENT|EACCES)/,
  title: 'The media worker of dialog has not been built.',
  meaning: 'Installing mediasoup compiles a C++ program; that failed, or install scripts were switched off.',
  remedies: [
    'In the checkout of dialog: `npm rebuild mediasoup`, or remove node_modules and run `metaton init`.',
    'It needs a C++ compiler, make and python3: on Debian `sudo apt install build-essential python3-pip`.',
  ],
  source: 'https://github.com/versatica/mediasoup/issues/459',
  example: 'Error: spawn /home/me/dialog/node_modules/mediasoup/worker/out/Release/mediasoup-worker ENOENT',
});
