/** Is metaton run by root? */
import { defineCheck } from '../model/check.ts';
import { runsAsRoot } from '../model/problems/host.ts';

/** It works, and is seldom what was meant. */
export const hostRoot = defineCheck({
  id: 'host.root',
  title: 'An ordinary user',
  look: ({ machine }) => Promise.resolve(machine.host.isRoot),
  judge: (isRoot) => (isRoot ? { status: 'warn', problem: runsAsRoot() } : { status: 'pass', note: 'yes' }),
});
