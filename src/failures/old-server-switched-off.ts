/** Something asks a server that has been switched off since 2024. */
import { defineFailure } from '../model/failure.ts';

export const oldServerSwitchedOff = defineFailure({
  id: 'old-server-switched-off',
  services: [],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['dev.reticulum.io', 'hubs-proxy.com', 'nearspark-dev.reticulum.io'],
  pattern: /(?<!janus\.)(?:\bdev\.reticulum\.io|hubs-proxy\.com|nearspark-dev\.reticulum\.io)/,
  title: 'Something asks a server that has been switched off since 2024.',
  meaning: 'These names are defaults in the code. For Spoke, `.env` must name your own server instead.',
  remedies: [
    'Run `metaton patch`, then `metaton restart spoke hubs`.',
    'Look for variables of your shell: `env | grep -i reticulum`.',
  ],
  source: 'https://github.com/Hubs-Foundation/hubs-compose/pull/18',
  example: 'Error: getaddrinfo ENOTFOUND dev.reticulum.io',
});
