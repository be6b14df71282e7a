/** A port that AirPlay takes on a Mac is taken. */
import { defineFailure } from '../model/failure.ts';

export const airplayHoldsPort = defineFailure({
  id: 'airplay-holds-port',
  services: [],
  seenIn: ['log'],
  marks: ['EADDRINUSE'],
  pattern: /EADDRINUSE.*:(?:7000|5000)\b/,
  title: 'A port that AirPlay takes on a Mac is taken.',
  meaning: 'The AirPlay Receiver of macOS listens on 7000 and 5000; 7000 is the admin port of dialog.',
  remedies: [
    'On a Mac, switch off System Settings, General, AirDrop & Handoff, AirPlay Receiver.',
    'Or move the port: `services: { dialog: { ports: { admin: 7001 } } }` in metaton.yaml.',
  ],
  source: 'https://support.apple.com/en-us/103229',
  example: 'Error: listen EADDRINUSE: address already in use 127.0.0.1:7000',
});
