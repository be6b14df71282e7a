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
