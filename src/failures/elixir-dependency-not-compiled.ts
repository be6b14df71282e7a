/** A dependency of reticulum could not be compiled. */
import { defineFailure } from '../model/failure.ts';

export const elixirDependencyNotCompiled = defineFailure({
  id: 'elixir-dependency-not-compiled',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['ould not compile dependency'],
  pattern: /[Cc]ould not compile dependency :\w+/,
  title: 'A dependency of reticulum could not be compiled.',
  meaning:
    'Mostly Elixir and Erlang are of versions that do not fit the checkout; sometimes a build was cut off in the middle.',
  remedies: [
    'In the checkout: `mix deps.clean NAME --build`, then `mix deps.compile NAME`, with the name from the line.',
    'Compare `mix --version` with `.tool-versions` in the checkout.',
  ],
  source: 'https://github.com/albirrkarim/mozilla-hubs-installation-detailed/issues/34',
  example:
    'could not compile dependency :dns, "mix compile" failed. You can recompile this dependency with "mix deps.compile dns"',
});
