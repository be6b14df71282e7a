/** Somebody joined without a perms token. */
import { defineFailure } from '../model/failure.ts';

export const permsTokenMissing = defineFailure({
  id: 'perms-token-missing',
  services: ['dialog'],
  seenIn: ['answer', 'browser'],
  marks: ['JsonWebTokenError: jwt must be provided'],
  pattern: /JsonWebTokenError: jwt must be provided/,
  title: 'Somebody joined without a perms token.',
  meaning: 'The page got none from reticulum: mostly because signing failed there (perms-key-empty).',
  remedies: ['Run `metaton verify`: it shows whether reticulum can sign.'],
  source: 'https://www.npmjs.com/package/jsonwebtoken',
  example: '{"response":true,"id":1,"errorCode":500,"errorReason":"JsonWebTokenError: jwt must be provided"}',
});
