/** Another program holds the port that this service needs. */
import { defineFailure } from '../model/failure.ts';

export const portTaken = defineFailure({
  id: 'port-taken',
  services: [],
  seenIn: ['log'],
  marks: ['EADDRINUSE'],
  pattern: /EADDRINUSE(?!.*(?:\.sock|:7000\b|:5000\b))/,
  title: 'Another program holds the port that this service needs.',
  meaning:
    'Two programs cannot listen on one port. It is often a service of an earlier run, or one started by hand in another terminal.',
  remedies: [
    'Run `metaton doctor`: it names the program that holds the port.',
    'Run `metaton down` if an earlier stack holds it, else end that program, then run `metaton up` again.',
  ],
  source: 'https://nodejs.org/api/errors.html#common-system-errors',
  example: 'Error: listen EADDRINUSE: address already in use 127.0.0.1:8080',
});
