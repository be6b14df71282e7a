/** Is metaton run by root? */
import { defineMachineCheck } from '../model/check.ts';

/** It works, and is seldom what was meant. */
export const hostRoot = defineMachineCheck({
  id: 'host.root',
  title: 'An ordinary user',
  why: 'What root makes belongs to root, and services have more rights than they need.',
  look: ({ machine }) => Promise.resolve(machine.host.isRoot),
  judge: (isRoot) =>
    isRoot
      ? {
          status: 'warn',
          summary: 'metaton runs as root.',
          detail: 'what it makes belongs to root, and services have more rights than they need',
          fix: { text: 'Run metaton as an ordinary user; nothing in it needs root. In a container this is no matter.' },
        }
      : { status: 'pass', note: 'yes' },
});
