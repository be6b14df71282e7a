/** Another program holds port 4000, which reticulum needs. */
import { defineFailure } from '../model/failure.ts';

export const reticulumPortTaken = defineFailure({
  id: 'reticulum-port-taken',
  services: ['reticulum'],
  seenIn: ['log'],
  marks: [':eaddrinuse'],
  pattern: /(?:Failed to start Ranch listener|listen_error).*:eaddrinuse/,
  title: 'Another program holds port 4000, which reticulum needs.',
  meaning:
    'Two programs cannot listen on one port. It is often a reticulum of an earlier run, or one started by hand; 4000 cannot move.',
  remedies: [
    'Run `metaton doctor`: it names the program that holds the port.',
    'Run `metaton down` if an earlier stack holds it, else end that program, then run `metaton up` again.',
  ],
  source: 'https://github.com/phoenixframework/phoenix/issues/1355',
  example: '        ** (EXIT) {:listen_error, RetWeb.Endpoint.HTTPS, :eaddrinuse}',
});
