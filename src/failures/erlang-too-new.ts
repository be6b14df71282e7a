/** This Erlang is too new for this reticulum. */
import { defineFailure } from '../model/failure.ts';

export const erlangTooNew = defineFailure({
  id: 'erlang-too-new',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: [':crypto.hmac/', ':crypto.stream_init/', ':crypto.block_encrypt/', ':crypto.block_decrypt/'],
  pattern: /:crypto\.(?:hmac|stream_init|block_encrypt|block_decrypt)\/\d is undefined/,
  title: 'This Erlang is too new for this reticulum.',
  meaning:
    'The code of 2022 uses functions that Erlang/OTP 24 has taken out. It needs OTP 22 or 23; the code of today needs 25.',
  remedies: [
    'Install what `.tool-versions` in the checkout names, for instance with `mise install` there.',
    'Name its folder: `metaton init --runtime reticulum=DIR`.',
    'Or take a newer reticulum.',
  ],
  source: 'https://github.com/erlang/otp/issues/4868',
  example: '** (UndefinedFunctionError) function :crypto.hmac/3 is undefined or private',
});
