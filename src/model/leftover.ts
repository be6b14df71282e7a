/** What an earlier run has started and could not end. */
import type { LivingProcess } from './machine.ts';
import { shortCommand } from './short-command.ts';

/** One living process of it. */
export interface Leftover extends LivingProcess {
  /** Absent for one that has left its service. */
  readonly service: string | undefined;
}

/** Left-overs for people, each service once: `dialog (pid 812), node bot.mjs (pid 900)`. */
export function leftoversInWords(leftovers: readonly Leftover[]): string {
  const first = new Map<string, number>();
  for (const { service, command, pid } of leftovers) {
    const name = service ?? shortCommand(command);
    if (!first.has(name)) first.set(name, pid);
  }
  return [...first].map(([name, pid]) => `${name} (pid ${pid})`).join(', ');
}
