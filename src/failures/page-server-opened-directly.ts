/** A page server or dialog was opened directly. */
import { defineFailure } from '../model/failure.ts';

export const pageServerOpenedDirectly = defineFailure({
  id: 'page-server-opened-directly',
  services: [],
  seenIn: ['browser'],
  marks: ['Cannot GET /'],
  pattern: /Cannot GET \/(?:\?sign_in|\s|<|$)/,
  title: 'A page server or dialog was opened directly.',
  meaning:
    'hubs-admin (8989) and dialog (4443) have no page of their own; the login of port 4000 does not count on other ports.',
  remedies: ['Open https://localhost:4000, https://localhost:4000/admin or https://localhost:4000/spoke.'],
  source: 'https://github.com/Hubs-Foundation/hubs/issues/4963',
  example: 'Cannot GET /',
});
