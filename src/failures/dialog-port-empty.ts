/** DIALOG_PORT is set and empty. */
import { defineFailure } from '../model/failure.ts';

export const dialogPortEmpty = defineFailure({
  id: 'dialog-port-empty',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['binary_to_integer(""'],
  pattern: /binary_to_integer\(""/,
  title: 'DIALOG_PORT is set and empty.',
  meaning: 'reticulum reads the port of dialog from this variable, and an empty text is no number.',
  remedies: ['Unset it in your shell, and take it out of `env` of reticulum in metaton.yaml; metaton sets it itself.'],
  source: 'https://github.com/Hubs-Foundation/reticulum/blob/HEAD/config/runtime.exs',
  example: '    :erlang.binary_to_integer("")',
});
