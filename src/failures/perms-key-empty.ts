/** reticulum has no usable perms key: PERMS_KEY is empty or broken. */
import { defineFailure } from '../model/failure.ts';

export const permsKeyEmpty = defineFailure({
  id: 'perms-key-empty',
  services: ['reticulum'],
  seenIn: ['log', 'answer'],
  marks: ['jose_jws_alg_rsa_pkcs1_v1_5'],
  pattern: /jose_jws_alg_rsa_pkcs1_v1_5/,
  title: 'reticulum has no usable perms key: PERMS_KEY is empty or broken.',
  meaning:
    'It starts without one. Only when somebody joins a room, or an admin opens the panel, a token has to be signed, and that fails: the room says "join crashed", the panel gets 500.',
  remedies: [
    'Run `metaton certs`, then `metaton restart reticulum`: metaton hands the key over in PERMS_KEY.',
    'By hand, PERMS_KEY must hold the whole PEM, with real line ends or \\n.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/526',
  example:
    '** (ArgumentError) argument error: [[], {:jose_jws, {:jose_jws_alg_rsa_pkcs1_v1_5, :RS512}, :undefined, %{"typ" => "JWT"}}]',
});
