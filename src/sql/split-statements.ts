/** Cuts text into SQL statements, as Postgres reads them. */

/** The statements that have ended, and what has only begun. */
export interface Split {
  readonly statements: readonly string[];
  readonly rest: string;
}

/** What a semicolon does not end a statement in; each at the place where the last search has stopped. */
const parts: readonly RegExp[] = [
  // A comment to the end of its line.
  /--[^\n]*/y,
  // A quoted name.
  /"(?:[^"]|"")*(?:"|$)/y,
  // A text with backslashes.
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y,
  /'(?:[^']|'')*(?:'|$)/y,
  // A text between $tags$.
  /\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$(?![\s\S]))/y,
  // A word, so that the e of `type'…'` and the $ of `a$b` begin nothing.
  /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y,
];

/** Cuts at every semicolon that ends a statement. Comments stay with what follows them. */
export function splitStatements(text: string): Split {
  const statements: string[] = [];
  let begin = 0;
  let at = 0;
  while (at < text.length) {
    if (text[at] === ';') {
      const statement = text.slice(begin, at).trim();
      if (!isEmpty(statement)) statements.push(statement);
      begin = at + 1;
    }
    at = endOfPart(text, at);
  }
  const rest = text.slice(begin);
  return { statements, rest: isEmpty(rest) ? '' : rest };
}

function endOfPart(text: string, at: number): number {
  if (text.startsWith('/*', at)) return endOfComment(text, at);
  for (const part of parts) {
    part.lastIndex = at;
    const [found] = part.exec(text) ?? [];
    if (found !== undefined && found !== '') return at + found.length;
  }
  return at + 1;
}

/** Those of Postgres may stand in each other. */
function endOfComment(text: string, at: number): number {
  let depth = 0;
  for (let place = at; place < text.length; place++) {
    const two = text.slice(place, place + 2);
    if (two === '/*') depth++;
    if (two === '*/') depth--;
    if (two === '/*' || two === '*/') place++;
    if (depth === 0) return place + 1;
  }
  return text.length;
}

/** Nothing but comments whose end is there. */
const isEmpty = (text: string): boolean => text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() === '';
