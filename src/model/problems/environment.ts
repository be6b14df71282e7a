/** Problems with the environment of a service. */
import type { Problem } from '../problem.ts';

/** Nobody starts this service by hand. */
export const nothingToStart = (service: string): Problem => ({
  code: 'nothing-to-start',
  summary: `${service} has no code of its own to start by hand: metaton runs it, or does its work.`,
  fixes: [`Run \`metaton up ${service}\`.`],
  service,
});

/** The environment names a file that has not been made yet. */
export const environmentFileMissing = (service: string, files: readonly string[]): Problem => ({
  code: 'environment-file-missing',
  summary: `The environment of ${service} reads ${files.length === 1 ? 'a file that is' : 'files that are'} not there yet.`,
  evidence: files.join('\n'),
  fixes: ['Run `metaton certs`, then the same command again.'],
  service,
});

/** `metaton completion` without a shell, and the user's own is none that it knows. */
export const shellUnknown = (login: string, known: readonly string[]): Problem => ({
  code: 'shell-unknown',
  summary: login === '' ? 'Which shell you use cannot be told.' : `There is no completion for ${login}.`,
  fixes: [`Name one: ${known.join(', ')}.`],
  isUsage: true,
});

/** Something is to be laid into the home of a user who has none. */
export const homeUnknown = (): Problem => ({
  code: 'home-unknown',
  summary: 'Where your home is cannot be told.',
  fixes: ['Set HOME.'],
});
