/** Is anything open to other machines? */
import { defineCheck } from '../model/check.ts';
import { openToOthers } from '../model/problems/check.ts';

/** Services say of themselves what metaton cannot close. */
export const netExposure = defineCheck({
  id: 'net.exposure',
  title: 'Open to this machine only',
  look: ({ services }) =>
    Promise.resolve(services.flatMap(({ name, exposure = [] }) => exposure.map((words) => `${name}: ${words}`))),
  judge: (lines) =>
    lines.length === 0 ? { status: 'pass', note: 'yes' } : { status: 'warn', problem: openToOthers(lines) },
});
