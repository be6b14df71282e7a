/** GitHub does not let git in over ssh. */
import { defineFailure } from '../model/failure.ts';

export const githubKeyRefused = defineFailure({
  id: 'github-key-refused',
  services: [],
  seenIn: ['log'],
  marks: ['Permission denied (publickey)', 'Host key verification failed'],
  pattern: /Permission denied \(publickey\)|Host key verification failed/,
  title: 'GitHub does not let git in over ssh.',
  meaning: 'Dependencies are named by ssh addresses. metaton has git use https instead; `npm ci` by hand does not.',
  remedies: [
    'Run `metaton init`.',
    'By hand: `git config --global url."https://github.com/".insteadOf ssh://git@github.com/`',
  ],
  source: 'https://github.com/Hubs-Foundation/hubs/issues/5761',
  example: 'git@github.com: Permission denied (publickey).',
});
