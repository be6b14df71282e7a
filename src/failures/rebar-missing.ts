/** rebar3, the build tool of Erlang, is not installed. */
import { defineFailure } from '../model/failure.ts';

export const rebarMissing = defineFailure({
  id: 'rebar-missing',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['Could not find "rebar'],
  pattern: /Could not find "rebar3?"/,
  title: 'rebar3, the build tool of Erlang, is not installed.',
  meaning: 'Some dependencies of reticulum are Erlang programs and are built with it.',
  remedies: ['Run `mix local.rebar --force`, then `metaton init`.'],
  source: 'https://hexdocs.pm/mix/Mix.Tasks.Local.Rebar.html',
  example: 'Could not find "rebar3", which is needed to build dependency :ranch',
});
