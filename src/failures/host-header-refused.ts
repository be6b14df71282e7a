/** A page server does not answer under this name. */
import { defineFailure } from '../model/failure.ts';

export const hostHeaderRefused = defineFailure({
  id: 'host-header-refused',
  services: ['hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['Invalid Host header', 'Invalid Host/Origin header'],
  pattern: /Invalid Host(?:\/Origin)? header/,
  title: 'A page server does not answer under this name.',
  meaning: 'webpack-dev-server answers to localhost, to addresses, and to the names in allowedHosts.',
  remedies: [
    'Open https://localhost:4000, not another name.',
    'For a name of your own, set `host` in metaton.yaml, then `metaton patch` and `metaton up`.',
  ],
  source: 'https://webpack.js.org/configuration/dev-server/#devserverallowedhosts',
  example: '[webpack-dev-server] Invalid Host/Origin header',
});
