/** What only a running stack can show. */
import type { Finding } from '../../model/check.ts';
import type { Facts } from '../../model/facts.ts';

/** Whether a metaton runs services of this workspace now. */
export const isUp = ({ runner }: Facts): boolean => runner !== undefined;

/** Nobody expects an answer then. */
export const stackIsDown: Finding = { status: 'skip', because: 'the stack is down' };
