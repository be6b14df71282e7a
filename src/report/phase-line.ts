/** A change of a service's phase in words, where it is news to whoever watches the logs. */
import type { ChalkInstance } from 'chalk';
import { exitInWords } from '../model/exit.ts';
import type { Life } from '../model/life.ts';
import { duration } from './duration.ts';
import { errorCount } from './life-text.ts';
import type { ServiceState } from './stack-state.ts';

/** The line, or `undefined` where the steps of the start or a Problem say it. */
export function phaseLine(
  service: string,
  life: Life,
  before: ServiceState | undefined,
  chalk: ChalkInstance,
): string | undefined {
  const mark = { good: chalk.green('✓'), plain: chalk.dim('•'), bad: chalk.yellow('!') };
  switch (life.phase) {
    case 'crashed': {
      if (life.againInMs === undefined) return undefined;
      const when = life.againInMs === 0 ? 'at once' : `in ${duration(life.againInMs)}`;
      return `${mark.bad} ${service} ended by itself with ${exitInWords(life.exit)}; it is started again ${when}`;
    }
    case 'waiting':
      return before?.life.phase === 'crashed'
        ? `${mark.plain} ${service} waits for ${life.needs.join(', ')}`
        : undefined;
    case 'unready':
      return before?.life.phase === 'ready' ? `${mark.bad} ${service} no longer answers: ${life.why}` : undefined;
    case 'ready':
      return readyLine(service, life, before, mark);
    case 'stopped':
      if (before?.life.phase === 'waiting' || before?.life.phase === 'crashed') return undefined;
      return life.exit ? `${mark.plain} ${service} has done its work` : `${mark.plain} ${service} stopped`;
    case 'starting':
    case 'listening':
    case 'compiling':
    case 'stopping':
      return undefined;
  }
}

function readyLine(
  service: string,
  { errors, isRebuilding }: Extract<Life, { phase: 'ready' }>,
  before: ServiceState | undefined,
  mark: { readonly good: string; readonly bad: string },
): string | undefined {
  if (isRebuilding) return undefined;
  const errorsBefore = before?.life.phase === 'ready' ? before.life.errors : 0;
  if (errors > 0) return `${mark.bad} ${service} compiled with ${errorCount(errors)}`;
  if (errorsBefore > 0) return `${mark.good} ${service} compiled without errors`;
  return before?.readyAt === undefined || before.life.phase === 'ready'
    ? undefined
    : `${mark.good} ${service} is ready again`;
}
