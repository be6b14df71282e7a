/** Problems with programs: missing, failing, crashing, never ready. */
import { type Exit, exitInWords } from '../exit.ts';
import type { LivingProcess } from '../machine.ts';
import { lastLines } from '../last-lines.ts';
import type { Problem } from '../problem.ts';
import { messageOf } from '../message-of.ts';

/** A program that a service or a step needs is not on PATH. */
export const programMissing = (program: string, folders: readonly string[]): Problem => ({
  code: 'program-missing',
  summary: `The program ${program} is not to be found.`,
  evidence: folders.length > 0 ? `looked in ${folders.join(', ')} and on PATH` : 'looked on PATH',
  fixes: [`Install ${program}.`, 'Name the folder that holds it as services.<id>.runtime in metaton.yaml.'],
});

/** A one-shot program ended badly. */
export const commandFailed = (title: string, exit: Exit, output: string, service: string | undefined): Problem => ({
  code: 'command-failed',
  summary: `"${title}" failed with ${exitInWords(exit)}.`,
  evidence: lastLines(output),
  fixes: ['Mend what the lines above name, then run the same command again: it goes on from here.'],
  ...(service === undefined ? {} : { service }),
});

/** A service ended although nobody asked it to, and is not to be started again. */
export const serviceCrashed = (service: string, exit: Exit, tail: string): Problem => ({
  code: 'service-crashed',
  summary: `${service} ended by itself with ${exitInWords(exit)}.`,
  evidence: said(tail),
  fixes: [`Mend what its last lines name, then run \`metaton restart ${service}\`.`, 'Run `metaton doctor`.'],
  service,
});

/** A service ended again and again, however often it was started. */
export const serviceCrashLoop = (
  service: string,
  crashes: { readonly count: number; readonly first: Crash; readonly last: Crash },
): Problem => ({
  code: 'service-crash-loop',
  summary: `${service} ended by itself ${crashes.count} times in a row; it is not started again.`,
  evidence: [
    `the first time, with ${exitInWords(crashes.first.exit)}:`,
    said(crashes.first.tail, loopLines),
    `the last time, with ${exitInWords(crashes.last.exit)}:`,
    said(crashes.last.tail, loopLines),
  ].join('\n'),
  fixes: [`Mend what its last lines name, then run \`metaton restart ${service}\`.`, 'Run `metaton doctor`.'],
  service,
});

/** A service that others wait for was stopped. */
export const serviceStopped = (service: string): Problem => ({
  code: 'service-stopped',
  summary: `${service} was stopped before it was ready.`,
  fixes: [`Run \`metaton start ${service}\`.`],
  service,
});

/** How a service ended, and the last that it had printed. */
export interface Crash {
  readonly exit: Exit;
  readonly tail: string;
}

/** Two ends have to fit where else there is one. */
const loopLines = 10;

const said = (tail: string, lines?: number): string => (tail === '' ? 'it printed nothing' : lastLines(tail, lines));

/** A service runs but did not answer as it should within its time. */
export const serviceNotReady = (
  service: string,
  late: { readonly withinMs: number; readonly waitedFor: string; readonly lastError: string },
  tail: string,
): Problem => ({
  code: 'service-not-ready',
  summary: `${service} was not ready within ${Math.round(late.withinMs / 1000)} s.`,
  evidence: [
    `it waited for ${late.waitedFor}`,
    `the last probe said: ${late.lastError}`,
    ...(tail === '' ? ['it printed nothing'] : ['its last lines:', lastLines(tail)]),
  ].join('\n'),
  fixes: [`Mend what its last lines name, then run \`metaton up\` again.`, 'Run `metaton doctor`.'],
  service,
});

const pidsOf = (left: readonly LivingProcess[]): string =>
  left.map(({ pid, command }) => `pid ${pid} (${command})`).join('\n');

/** What does not end, not even by SIGKILL, is another user's, or the disk or the network holds it. */
const waysToEnd = (left: readonly LivingProcess[]): Problem['fixes'] => [
  `End it yourself, as its own user or as root: \`kill -9 ${left.map(({ pid }) => pid).join(' ')}\`.`,
  'One that waits for a disk or a network folder ends when that answers again.',
];

/** Processes of an earlier run do not end. */
export const leftoverNotEnded = (left: readonly LivingProcess[]): Problem => ({
  code: 'leftover-not-ended',
  summary: `An earlier run left processes that do not end.`,
  evidence: pidsOf(left),
  fixes: waysToEnd(left),
});

/** A service has been stopped, and someone of it lives on. */
export const serviceNotEnded = (service: string, left: readonly LivingProcess[]): Problem => ({
  code: 'service-not-ended',
  summary: `${service} was killed and does not end.`,
  evidence: pidsOf(left),
  fixes: waysToEnd(left),
  service,
});

/** A step met an error of the operating system that metaton has no better words for. */
export const stepFailed = (title: string, cause: unknown, service: string | undefined): Problem => ({
  code: 'step-failed',
  summary: `"${title}" failed.`,
  evidence: messageOf(cause),
  fixes: ['Mend what the line above names, then run the same command again: it goes on from here.'],
  cause,
  ...(service === undefined ? {} : { service }),
});
