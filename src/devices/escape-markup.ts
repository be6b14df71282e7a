/** Text within XML and HTML. */

/** The same text, with nothing in it that would be markup. */
export const escapeMarkup = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
