/** This Elixir is too new for this reticulum. */
import { defineFailure } from '../model/failure.ts';

export const elixirTooNew = defineFailure({
  id: 'elixir-too-new',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['call to local macro is_struct/1', 'key :vars not found in: #Macro.Env'],
  pattern: /call to local macro is_struct\/1 conflicts|key :vars not found in: #Macro\.Env/,
  title: 'This Elixir is too new for this reticulum.',
  meaning: 'Names that the code of 2022 defines itself have since become part of the language.',
  remedies: [
    'Install what `.tool-versions` in the checkout names, for instance with `mise install` there.',
    'Name its folder: `metaton init --runtime reticulum=DIR`.',
  ],
  source: 'https://github.com/Hubs-Foundation/reticulum/issues/648',
  example:
    '** (CompileError) lib/ret/schema.ex:39: call to local macro is_struct/1 conflicts with imported Kernel.is_struct/1',
});
