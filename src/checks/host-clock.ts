/** Is the clock right? */
import { defineMachineCheck } from '../model/check.ts';

/** A host that answers everywhere, and that the code of the services comes from. */
const timeUrl = 'https://github.com/';

/** Tokens live for five minutes, certificates begin a little before now. */
const toleranceMs = 60_000;

const answerWithinMs = 1_500;

/** Goes by what a web server says the time is. */
export const hostClock = defineMachineCheck({
  id: 'host.clock',
  title: 'Clock',
  why: 'Certificates are not valid yet, or no longer, and tokens have run out as they are made.',
  isOnline: true,
  look: async ({ machine, installation }) => ({
    platform: installation.platform,
    theirs: await machine.network.timeAt(timeUrl, answerWithinMs),
    ours: machine.clock.now(),
  }),
  judge: ({ platform, theirs, ours }) => {
    if (theirs === undefined) return { status: 'skip', because: `${timeUrl} does not answer` };
    const offMs = ours - theirs;
    if (Math.abs(offMs) <= toleranceMs) return { status: 'pass', note: 'right to the minute' };
    return {
      status: 'warn',
      summary: `The clock is ${Math.round(Math.abs(offMs) / 1000)} s ${offMs > 0 ? 'fast' : 'slow'}.`,
      detail: `${timeUrl} says ${new Date(theirs).toISOString()}`,
      fix: {
        text: 'Have the clock set by the network.',
        command: platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'sudo timedatectl set-ntp true',
        needsRoot: true,
      },
    };
  },
});
