/** This Elixir is too old for this reticulum. */
import { defineFailure } from '../model/failure.ts';

export const elixirTooOld = defineFailure({
  id: 'elixir-too-old',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['but it has declared in its mix.exs file'],
  pattern: / on Elixir \S+ but it has declared in its mix\.exs file/,
  title: 'This Elixir is too old for this reticulum.',
  meaning: 'mix.exs names the versions that it runs on.',
  remedies: [
    'Install what `.tool-versions` in the checkout names, for instance with `mise install` there.',
    'Name its folder: `metaton init --runtime reticulum=DIR`.',
  ],
  source: 'https://hexdocs.pm/mix/Mix.Project.html',
  example:
    "** (Mix) You're trying to run :ret on Elixir v1.8.2 but it has declared in its mix.exs file it supports only Elixir ~> 1.11",
});
