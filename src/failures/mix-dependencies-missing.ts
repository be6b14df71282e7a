/** Dependencies of reticulum are missing or out of date. */
import { defineFailure } from '../model/failure.ts';

export const mixDependenciesMissing = defineFailure({
  id: 'mix-dependencies-missing',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: [
    "Can't continue due to errors on dependencies",
    'the dependency is not available',
    'the dependency build is outdated',
    'lock mismatch: the dependency is out of date',
  ],
  pattern:
    /Can't continue due to errors on dependencies|the dependency (?:is not available|build is outdated)|lock mismatch: the dependency is out of date/,
  title: 'Dependencies of reticulum are missing or out of date.',
  meaning: 'They are fetched by `mix deps.get`, and have to be fetched anew when mix.lock has changed.',
  remedies: ['Run `metaton init`.', 'By hand, in the checkout of reticulum: `mix deps.get`.'],
  source: 'https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html',
  example: "** (Mix) Can't continue due to errors on dependencies",
});
