/** When a service that ended by itself is started again. */

/** The policies that a user may choose from. */
export const restartPolicies = ['always', 'on-failure', 'never'] as const;

/** Whatever it ended with; only when that was no success; not at all. */
export type RestartPolicy = (typeof restartPolicies)[number];
