/** reticulum sends visitors to a media server that has been switched off. */
import { defineFailure } from '../model/failure.ts';

export const dialogHostDefault = defineFailure({
  id: 'dialog-host-default',
  services: ['reticulum'],
  seenIn: ['log', 'answer', 'browser'],
  marks: ['dev-janus.reticulum.io'],
  pattern: /dev-janus\.reticulum\.io/,
  title: 'reticulum sends visitors to a media server that has been switched off.',
  meaning:
    'Without DIALOG_HOSTNAME, rooms are given the host dev-janus.reticulum.io. Nothing in the log says so; nobody is ever heard. Old rooms are healed when somebody joins them with the right setting.',
  remedies: [
    'Start reticulum by `metaton up`, which sets DIALOG_HOSTNAME and DIALOG_PORT.',
    'Take DIALOG_HOSTNAME out of your shell and of `env` in metaton.yaml.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/blob/HEAD/config/runtime.exs',
  example: '[debug] UPDATE "ret0"."hubs" SET "host" = $1 WHERE "hub_id" = $2 ["dev-janus.reticulum.io", 7]',
});
