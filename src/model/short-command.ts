/** A command line for people. */

/** As much of one as a line can hold beside other words. */
const longest = 60;

/** Without the folders that its words begin with: `node stubborn.mjs`. */
export const shortCommand = (command: string): string =>
  command
    .split(' ')
    .map((word) => word.replace(/^\/.*\//, ''))
    .join(' ')
    .slice(0, longest);
