/** Another program holds port 3000, which PostgREST needs. */
import { defineFailure } from '../model/failure.ts';

export const postgrestPortTaken = defineFailure({
  id: 'postgrest-port-taken',
  services: ['postgrest'],
  seenIn: ['log'],
  marks: ['Network.Socket.bind'],
  pattern: /Network\.Socket\.bind: resource busy/,
  title: 'Another program holds port 3000, which PostgREST needs.',
  meaning: 'Many development servers take 3000. It cannot move: reticulum asks for PostgREST there only.',
  remedies: [
    'Run `metaton doctor`: it names the program that holds the port.',
    'End that program, then run `metaton restart postgrest`.',
  ],
  source: 'https://docs.postgrest.org/en/stable/references/configuration.html#server-port',
  example: 'postgrest: Network.Socket.bind: resource busy (Address in use)',
});
