/** Does a service end again and again? */
import { defineCheck } from '../model/check.ts';
import { isUp, stackIsDown } from './shared/stack-down.ts';

/** Once is an accident. */
const tooOften = 3;

/** The metaton that runs the stack counts. */
export const runCrashloop = defineCheck({
  id: 'run.crashloop',
  title: 'Services that end by themselves',
  why: 'A service that is started again and again serves nobody.',
  look: async ({ machine, values, facts }) => {
    if (!isUp(facts)) return undefined;
    const stack = await machine.control.connect(machine.control.place(values.state));
    return stack?.status();
  },
  judge: (services) => {
    if (!services) return stackIsDown;
    const bad = services.filter(({ life, restarts }) => life.phase === 'crashed' || restarts > tooOften);
    if (bad.length === 0) return { status: 'pass', note: `${services.length} services, none` };
    const names = bad.map(({ service }) => service);
    return {
      status: 'warn',
      summary: `${names.join(', ')}: ended by ${bad.length === 1 ? 'itself' : 'themselves'}.`,
      detail: bad
        .map(({ service, life, restarts }) => `${service}: ${life.phase}, started again ${restarts} times`)
        .join('\n'),
      fix: {
        text: 'Look at what was said last, mend that, and start anew.',
        command: `metaton logs ${names.join(' ')} --lines 50`,
      },
    };
  },
});
