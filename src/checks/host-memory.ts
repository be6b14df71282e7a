/** Is there memory for the whole stack? */
import { defineCheck } from '../model/check.ts';
import { memoryShort } from '../model/problems/host.ts';

/** Two webpacks, Spoke's, Erlang and the rest, with an editor and a browser beside them. */
const wantedMiB = 8 * 1024;

/** A kernel keeps some for itself: what is sold as 8 GiB shows less. */
const toleranceMiB = 512;

/** Less is no reason to refuse: a part of the stack runs with less. */
export const hostMemory = defineCheck({
  id: 'host.memory',
  title: 'Memory',
  look: ({ machine }) => machine.host.memoryMiB(),
  judge: (haveMiB) =>
    haveMiB < wantedMiB - toleranceMiB
      ? { status: 'warn', problem: memoryShort(haveMiB, wantedMiB) }
      : { status: 'pass', note: `${(haveMiB / 1024).toFixed(1)} GiB` },
});
