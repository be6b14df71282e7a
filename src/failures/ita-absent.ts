/** The server settings of the admin panel are not there. */
import { defineFailure } from '../model/failure.ts';

export const itaAbsent = defineFailure({
  id: 'ita-absent',
  services: [],
  seenIn: ['answer', 'browser'],
  isHarmless: true,
  marks: ['/api/ita/'],
  pattern: /\/api\/ita\/\S*.*\b50[0234]\b|\b50[0234]\b.*\/api\/ita\//,
  title: 'The server settings of the admin panel are not there.',
  meaning:
    'They come from a service of the cloud at localhost:6000 that is no part of this stack. Accounts, scenes and rooms of the panel work without it.',
  remedies: ['Nothing is to be done. Leave "Server Settings" alone.'],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/654',
  example: 'GET https://localhost:4000/api/ita/admin-info 502 (Bad Gateway)',
});
