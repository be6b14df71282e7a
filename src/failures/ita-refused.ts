/** Nobody answers at port 6000. */
import { defineFailure } from '../model/failure.ts';

export const itaRefused = defineFailure({
  id: 'ita-refused',
  services: ['reticulum', 'hubs-admin'],
  seenIn: ['log', 'browser'],
  isHarmless: true,
  marks: ['localhost:6000', '127.0.0.1:6000'],
  pattern: /(?:localhost|127\.0\.0\.1):6000/,
  title: 'Nobody answers at port 6000.',
  meaning: 'There the cloud has a service with server settings, which is no part of this stack.',
  remedies: ['Nothing is to be done. Leave "Server Settings" of the admin panel alone.'],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/672',
  example: '[error] reverse proxy: connect localhost:6000: econnrefused',
});
