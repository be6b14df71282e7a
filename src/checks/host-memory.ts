/** Is there memory for the whole stack? */
import { defineMachineCheck } from '../model/check.ts';
import { gibibytes } from './shared/gibibytes.ts';

/** Two webpacks, Spoke's, Erlang and the rest, with an editor and a browser beside them. */
const wantedMiB = 8 * 1024;

/** A kernel keeps some for itself: what is sold as 8 GiB shows less. */
const toleranceMiB = 512;

/** Less is no reason to refuse: a part of the stack runs with less. */
export const hostMemory = defineMachineCheck({
  id: 'host.memory',
  title: 'Memory',
  why: 'Where memory runs out, the system ends the program that has most of it: a webpack in the middle of its work.',
  look: ({ machine }) => machine.host.memoryMiB(),
  judge: (haveMiB) =>
    haveMiB < wantedMiB - toleranceMiB
      ? {
          status: 'warn',
          summary: `This machine has ${gibibytes(haveMiB)} of memory; the whole stack wants ${gibibytes(wantedMiB)}.`,
          fix: {
            text: 'Give the machine, or the container, more memory or swap, or run a part of the stack.',
            command: 'metaton up --only reticulum dialog hubs',
          },
        }
      : { status: 'pass', note: gibibytes(haveMiB) },
});
