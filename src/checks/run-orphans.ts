/** Do processes of an earlier run still live? */
import { defineCheck } from '../model/check.ts';

/** Known by what a metaton has noted of those that it started. */
export const runOrphans = defineCheck({
  id: 'run.orphans',
  title: 'Left-over processes',
  why: 'They hold ports and files that the next start needs.',
  look: ({ facts, values }) => Promise.resolve({ leftovers: facts.leftovers, state: values.state }),
  judge: ({ leftovers, state }) =>
    leftovers.length === 0
      ? { status: 'pass', note: 'none' }
      : {
          status: 'warn',
          summary: 'An earlier run has left processes.',
          detail: leftovers
            .map(({ pid, service, command }) => `pid ${pid}${service === undefined ? '' : ` (${service})`}: ${command}`)
            .join('\n'),
          fix: {
            text: 'End them.',
            command: 'metaton down',
            mend: {
              kind: 'tasks',
              tasks: [{ title: 'End what an earlier run has left', action: { kind: 'end-leftovers', state } }],
            },
          },
        },
});
