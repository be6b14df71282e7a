/** The page server remarks on its own tools. */
import { defineFailure } from '../model/failure.ts';

export const compileNotes = defineFailure({
  id: 'compile-notes',
  services: ['hubs', 'hubs-admin', 'spoke'],
  seenIn: ['log'],
  isHarmless: true,
  marks: ['caniuse-lite is outdated', '[BABEL] Note: The code generator has deoptimised'],
  pattern: /caniuse-lite is outdated|\[BABEL\] Note: The code generator has deoptimised/,
  title: 'The page server remarks on its own tools.',
  meaning: 'Its table of browsers is old, or a file is too large to be made pretty. Both change nothing.',
  remedies: ['Nothing is to be done.'],
  source: 'https://github.com/dwyl/elixir-auth-github-demo/issues/17',
  example: 'Browserslist: caniuse-lite is outdated. Please run: npx update-browserslist-db@latest',
});
