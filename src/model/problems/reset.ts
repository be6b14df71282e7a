/** Problems with removing what metaton has made. */
import type { Problem } from '../problem.ts';
import { shellWord } from '../shell-word.ts';

/** What all workspaces share cannot go while the stack of one of them runs. */
export const stacksRun = (workspaces: readonly string[]): Problem => ({
  code: 'stacks-run',
  summary: 'Your certificate authority is in use: stacks of yours are running.',
  evidence: workspaces.join('\n'),
  fixes: [
    `End them: ${workspaces.map((workspace) => `metaton down -C ${shellWord(workspace)}`).join(' && ')}`,
    'Run `metaton reset` without --all: it is about this workspace only.',
  ],
});

/** A clone has work in it that is nowhere else. */
export const cloneKept = (service: string, path: string, work: readonly string[]): Problem => ({
  code: 'clone-kept',
  summary: `The clone of ${service} stays: it has work of yours that is nowhere else.`,
  evidence: [path, ...work.slice(0, 9), ...(work.length > 9 ? [`and ${work.length - 9} more`] : [])].join('\n'),
  fixes: ['Push it or copy it elsewhere, then remove the folder.'],
  service,
});
