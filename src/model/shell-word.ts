/** Words of a command line that people copy into a shell. */

/** As it is where a shell would leave it alone, and quoted where it would not. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
