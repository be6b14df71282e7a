/** Words of a command line that a shell reads. */

/** As it is where a shell would leave it alone, and quoted where it would not. */
export const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : quotedWord(word));

/** For sh and its like, in which nothing is special within single quotes but their end. */
export const quotedWord = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** For fish, in which a backslash before a quote or another backslash is special, too: https://fishshell.com/docs/current/language.html#quotes */
export const quotedForFish = (word: string): string => `'${word.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
