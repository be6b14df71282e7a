/** Of `metaton.lock`: the repository and the commit of each service that metaton cloned. */
import * as z from 'zod';

/** Repository and commit of one service. */
export const lockedSchema = z.strictObject({
  repository: z.string().min(1),
  commit: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'a whole commit'),
});

/** Repository and commit of one service. */
export type Locked = z.infer<typeof lockedSchema>;
