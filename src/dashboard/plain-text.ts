/** What programs print, as nothing but text: the page must show what is there, and must not be led by it. */

/** Escape sequences: CSI, then strings such as titles and links, then the short ones. */
const escapes =
  // eslint-disable-next-line no-control-regex -- an escape sequence begins with a control character
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]P^_X]|[\u009d\u0090\u009e\u009f\u0098])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

/** Control characters but the tab, and what turns the direction of a text: https://trojansource.codes */
// eslint-disable-next-line no-control-regex -- these are the ones that are looked for
const unseen = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Whether there can be anything to take out: nearly no line has it. */
// eslint-disable-next-line no-control-regex -- these are the ones that are looked for
const suspicious = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** No colours, no cursor movements, no hidden letters: those are shown as a mark. */
export const plainText = (text: string): string =>
  suspicious.test(text) ? text.replace(escapes, '').replace(/\r+$/, '').replace(unseen, '\ufffd') : text;
