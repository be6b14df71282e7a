/** reticulum cannot watch its own code for changes. */
import { defineFailure } from '../model/failure.ts';

export const inotifyToolsMissing = defineFailure({
  id: 'inotify-tools-missing',
  services: ['reticulum'],
  seenIn: ['log'],
  isHarmless: true,
  marks: ['inotify-tools', 'Could not start Phoenix live-reload'],
  pattern: /`?inotify-tools`? is needed|Could not start Phoenix live-reload/,
  title: 'reticulum cannot watch its own code for changes.',
  meaning: 'It needs a program for that, and runs as well without: only live reload of its own code is off.',
  remedies: ['If you change the code of reticulum: `sudo apt install inotify-tools`.'],
  source: 'https://github.com/samaaron/bleep/issues/26',
  example: '[error] `inotify-tools` is needed to run `file_system` for your system',
});
