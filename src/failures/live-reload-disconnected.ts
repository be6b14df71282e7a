/** The page has lost its page server for live reload. */
import { defineFailure } from '../model/failure.ts';

export const liveReloadDisconnected = defineFailure({
  id: 'live-reload-disconnected',
  services: ['hubs', 'hubs-admin', 'spoke'],
  seenIn: ['browser'],
  isHarmless: true,
  marks: ['[webpack-dev-server] Disconnected'],
  pattern: /\[webpack-dev-server\] Disconnected/,
  title: 'The page has lost its page server for live reload.',
  meaning: 'The server was stopped or restarted. The page connects again by itself.',
  remedies: ['Nothing is to be done; reload the page if it does not.'],
  source: 'https://webpack.js.org/configuration/dev-server/',
  example: '[webpack-dev-server] Disconnected!',
});
