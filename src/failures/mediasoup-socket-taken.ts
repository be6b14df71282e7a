/** The console socket of dialog belongs to somebody else. */
import { defineFailure } from '../model/failure.ts';

export const mediasoupSocketTaken = defineFailure({
  id: 'mediasoup-socket-taken',
  services: ['dialog'],
  seenIn: ['log'],
  marks: ['mediasoup-demo.sock'],
  pattern: /(?:EADDRINUSE|EACCES|EPERM)\b.*mediasoup-demo\.sock/,
  title: 'The console socket of dialog belongs to somebody else.',
  meaning:
    'dialog always opens /tmp/mediasoup-demo.sock. Where another user of this machine has run it, the file is theirs and cannot be replaced.',
  remedies: [
    'End the other dialog, or have its user remove it: `sudo rm /tmp/mediasoup-demo.sock`, then `metaton restart dialog`.',
  ],
  source: 'https://github.com/Hubs-Foundation/dialog/blob/HEAD/lib/interactiveServer.js',
  example: 'Error: listen EADDRINUSE: address already in use /tmp/mediasoup-demo.sock',
});
