/** The page could not join the room. */
import { defineFailure } from '../model/failure.ts';

export const roomNotJoined = defineFailure({
  id: 'room-not-joined',
  services: [],
  seenIn: ['browser'],
  marks: ['Unable to connect to this room'],
  pattern: /Unable to connect to this room/,
  title: 'The page could not join the room.',
  meaning:
    'Either reticulum cannot sign a token, or dialog does not take it, or the browser does not trust dialog at port 4443.',
  remedies: [
    'Run `metaton verify`: it tries all three.',
    'Open https://localhost:4443 in the browser once: "Cannot GET /" is right, a warning is not.',
  ],
  source: 'https://github.com/albirrkarim/mozilla-hubs-installation-detailed/issues/5',
  example: 'Unable to connect to this room, please try again later.',
});
