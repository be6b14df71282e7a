/** reticulum.conf is not where PostgREST looks for it. */
import { defineFailure } from '../model/failure.ts';

export const postgrestSettingsMissing = defineFailure({
  id: 'postgrest-settings-missing',
  services: ['postgrest'],
  seenIn: ['log'],
  marks: ['openFile: does not exist'],
  pattern: /Error in config \S+: openFile: does not exist/,
  title: 'reticulum.conf is not where PostgREST looks for it.',
  meaning: 'metaton writes it to .metaton/postgrest at each start.',
  remedies: ['Run `metaton up`.'],
  source: 'https://docs.postgrest.org/en/stable/references/configuration.html',
  example:
    'Error in config /home/me/world/.metaton/postgrest/reticulum.conf: openFile: does not exist (No such file or directory)',
});
