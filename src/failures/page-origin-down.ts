/** reticulum could not get a page from its page server. */
import { defineFailure } from '../model/failure.ts';

export const pageOriginDown = defineFailure({
  id: 'page-origin-down',
  services: ['reticulum', 'hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['Missing file '],
  pattern: /Missing file [\w./-]+\. Please try again/,
  title: 'reticulum could not get a page from its page server.',
  meaning:
    'hubs (index.html and the rooms), hubs-admin (admin.html) or spoke is not running, still compiles, or is not reached at localhost over IPv4. reticulum tries for ten seconds, then answers 503.',
  remedies: [
    'Run `metaton ps`: the page servers must be ready. A first compile takes a minute and more.',
    'Run `metaton logs hubs hubs-admin spoke` for the one that is not.',
    'Never let a page server listen on ::1 only: reticulum asks over IPv4.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/423',
  example: 'Missing file index.html. Please try again.',
});
