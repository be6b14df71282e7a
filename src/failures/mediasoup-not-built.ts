/** mediasoup could not be compiled. */
import { defineFailure } from '../model/failure.ts';

export const mediasoupNotBuilt = defineFailure({
  id: 'mediasoup-not-built',
  services: ['dialog'],
  seenIn: ['log'],
  marks: ['node_modules/mediasoup'],
  pattern: /npm (?:ERR!|error) path \S*node_modules\/mediasoup\b/,
  title: 'mediasoup could not be compiled.',
  meaning:
    'Its worker is a C++ program that is built when it is installed. The locked versions always build it; they need a compiler, make, python3 and, for the newer, pip and the network.',
  remedies: [
    'On Debian: `sudo apt install build-essential python3 python3-pip`; on a Mac: `xcode-select --install`. Then `metaton init`.',
    'A worker built elsewhere is taken with MEDIASOUP_WORKER_BIN in `env` of dialog.',
  ],
  source: 'https://mediasoup.org/documentation/v3/mediasoup/installation/',
  example: 'npm ERR! path /home/me/dialog/node_modules/mediasoup',
});
