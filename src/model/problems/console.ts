/** Problems with talking to a running service. */
import type { Problem } from '../problem.ts';

/** The service has no console. */
export const consoleUnknown = (service: string, known: readonly string[]): Problem => ({
  code: 'console-unknown',
  summary: `${service} has no console.`,
  fixes: [`Use one of: ${known.join(', ')}.`],
  isUsage: true,
});

/** A console is for a person. */
export const consoleNeedsTerminal = (service: string): Problem => ({
  code: 'console-needs-terminal',
  summary: `The console of ${service} needs a terminal.`,
  fixes: ['Run the command in a terminal, not in a pipe.'],
  service,
});

/** The service does not run, or does not let anyone in. */
export const consoleRefused = (service: string, seen: string): Problem => ({
  code: 'console-refused',
  summary: `The console of ${service} did not open.`,
  evidence: seen,
  fixes: [
    'Run `metaton ps` to see whether it runs.',
    `Run \`metaton restart ${service}\` if it was started without metaton.`,
  ],
  service,
});
