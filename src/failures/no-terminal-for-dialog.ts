/** dialog wants a terminal for its own console. */
import { defineFailure } from '../model/failure.ts';

export const noTerminalForDialog = defineFailure({
  id: 'no-terminal-for-dialog',
  services: ['dialog'],
  seenIn: ['log'],
  marks: ['setRawMode is not a function'],
  pattern: /setRawMode is not a function/,
  title: 'dialog wants a terminal for its own console.',
  meaning: '`npm start` sets INTERACTIVE=true, and without a terminal that ends it at once.',
  remedies: ['Set `INTERACTIVE=false`, as metaton does; take INTERACTIVE out of `env` of dialog in metaton.yaml.'],
  source: 'https://github.com/Hubs-Foundation/dialog/blob/HEAD/lib/interactiveClient.js',
  example: 'TypeError: process.stdin.setRawMode is not a function',
});
