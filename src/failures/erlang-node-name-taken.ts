/** An Erlang node with the same name runs already. */
import { defineFailure } from '../model/failure.ts';

export const erlangNodeNameTaken = defineFailure({
  id: 'erlang-node-name-taken',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['seems to be in use by another Erlang node'],
  pattern: /the name \S+ seems to be in use by another Erlang node/,
  title: 'An Erlang node with the same name runs already.',
  meaning: 'It is most likely a reticulum of an earlier run.',
  remedies: ['Run `metaton down`, then `metaton up`.'],
  source: 'https://www.erlang.org/doc/system/distributed.html',
  example: "Protocol 'inet_tcp': the name metaton-reticulum@localhost seems to be in use by another Erlang node",
});
