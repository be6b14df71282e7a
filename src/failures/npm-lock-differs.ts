/** package.json and the lock file do not say the same. */
import { defineFailure } from '../model/failure.ts';

export const npmLockDiffers = defineFailure({
  id: 'npm-lock-differs',
  services: ['hubs', 'hubs-admin', 'spoke', 'dialog'],
  seenIn: ['log'],
  marks: ['package.json and package-lock.json', 'Your lockfile needs to be updated'],
  pattern:
    /npm ci` can only install packages when your package\.json and package-lock\.json|Your lockfile needs to be updated/,
  title: 'package.json and the lock file do not say the same.',
  meaning: 'One of them was changed without the other, or by a tool of another version.',
  remedies: [
    'Take the lock file from git again: `git checkout -- package-lock.json yarn.lock`.',
    'If you changed package.json, make the lock anew with `npm install`, or `yarn install`, by hand.',
  ],
  source: 'https://github.com/Hubs-Foundation/hubs/issues/2873',
  example:
    'npm ERR! `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.',
});
