/** Can dialog make the socket of its console? */
import { defineMachineCheck } from '../model/check.ts';

/** lib/interactiveServer.js of dialog names it; in /tmp only its owner may remove it. */
const socket = '/tmp/mediasoup-demo.sock';

/** It removes what is there and makes its own, whether anyone wants a console or not. */
export const dialogSocket = defineMachineCheck({
  id: 'dialog.socket',
  title: 'Socket of dialog',
  why: 'dialog ends with EADDRINUSE where the socket of another user stands in its place.',
  look: ({ machine, installation: { platform } }) =>
    platform === 'win32' ? Promise.resolve(undefined) : machine.files.stat(socket),
  judge: (found) =>
    found === undefined || found.isOwn
      ? { status: 'pass', note: found ? 'yours' : 'nothing in its place' }
      : {
          status: 'fail',
          summary: `${socket} belongs to another user.`,
          fix: { text: 'Remove it.', command: `sudo rm ${socket}`, needsRoot: true },
        },
});
