/** A perms token was not signed with RS512. */
import { defineFailure } from '../model/failure.ts';

export const permsAlgorithmWrong = defineFailure({
  id: 'perms-algorithm-wrong',
  services: ['dialog'],
  seenIn: ['answer', 'browser'],
  marks: ['JsonWebTokenError: invalid algorithm'],
  pattern: /JsonWebTokenError: invalid algorithm/,
  title: 'A perms token was not signed with RS512.',
  meaning: 'dialog takes no other. Tokens made by hand, or by a changed reticulum, may have another.',
  remedies: ['Run `metaton verify`. If its tokens are accepted, it is the token from elsewhere that is wrong.'],
  source: 'https://github.com/Hubs-Foundation/dialog/blob/HEAD/lib/Room.js',
  example: '{"response":true,"id":1,"errorCode":500,"errorReason":"JsonWebTokenError: invalid algorithm"}',
});
