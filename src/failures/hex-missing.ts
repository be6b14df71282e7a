/** Hex, the package manager of Elixir, is not installed. */
import { defineFailure } from '../model/failure.ts';

export const hexMissing = defineFailure({
  id: 'hex-missing',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['Could not find Hex', 'Mix requires the Hex package manager'],
  pattern: /Could not find Hex\b|Mix requires the Hex package manager/,
  title: 'Hex, the package manager of Elixir, is not installed.',
  meaning: 'mix asks whether it may install it, and nobody answers when no terminal is there.',
  remedies: ['Run `mix local.hex --force`, then `metaton init`.'],
  source: 'https://github.com/lubien/bookmarker/issues/8',
  example: 'Could not find Hex, which is needed to build dependency :phoenix',
});
