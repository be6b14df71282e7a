/** The folder for uploaded files is missing. */
import { defineFailure } from '../model/failure.ts';

export const storageMissing = defineFailure({
  id: 'storage-missing',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: ['storage/dev: No such file'],
  pattern: /df: \S*storage\/dev: No such file/,
  title: 'The folder for uploaded files is missing.',
  meaning: 'reticulum measures how full storage/dev is, and does not make it. Everything else works.',
  remedies: ['Run `mkdir -p storage/dev` in the checkout of reticulum; metaton does so at each `metaton up`.'],
  source: 'https://github.com/Hubs-Foundation/reticulum#readme',
  example: '/usr/bin/df: storage/dev: No such file or directory',
});
