/** Problems with metaton.lock. */
import type { Problem } from '../problem.ts';

/** metaton.lock is not what metaton wrote: it was changed by hand, or holds the marks of a merge. */
export const lockUnreadable = (file: string, why: string): Problem => ({
  code: 'lock-unreadable',
  summary: 'metaton.lock cannot be read.',
  evidence: `${file}: ${why}`,
  fixes: [
    'Take it back from version control, e.g. `git checkout metaton.lock`.',
    'Remove it: the next `metaton init` writes what is there now.',
  ],
  isUsage: true,
});
