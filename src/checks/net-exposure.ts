/** Is anything open to other machines? */
import { defineCheck } from '../model/check.ts';

/** Services say of themselves what metaton cannot close. */
export const netExposure = defineCheck({
  id: 'net.exposure',
  title: 'Open to this machine only',
  why: 'The keys of a development server are public: who can reach it can be its admin.',
  look: ({ services }) =>
    Promise.resolve(services.flatMap(({ name, exposure = [] }) => exposure.map((words) => `${name}: ${words}`))),
  judge: (lines) =>
    lines.length === 0
      ? { status: 'pass', note: 'yes' }
      : {
          status: 'warn',
          summary: 'A service can be reached from other machines.',
          detail: lines.join('\n'),
          fix: { text: 'Close these ports in the firewall of this machine in a network that you do not trust.' },
        },
});
