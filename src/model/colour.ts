/** Colours that tell services apart; red is kept for what went wrong. */
export const colours = ['cyan', 'magenta', 'green', 'yellow', 'blue', 'cyanBright', 'magentaBright'] as const;

/** One of these. */
export type Colour = (typeof colours)[number];
