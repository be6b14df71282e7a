/** Applies one patch to one text. Pure, bound to content, and safe to repeat. */
import type { Patch } from '../model/patch.ts';
import type { StackValues } from '../model/stack-values.ts';

/** What came of applying a patch; lines are given as `12: text`. */
export type PatchOutcome =
  | { readonly kind: 'changed'; readonly text: string }
  | { readonly kind: 'already-applied' }
  | { readonly kind: 'anchor-missing'; readonly anchor: RegExp; readonly nearest: readonly string[] }
  | { readonly kind: 'anchor-ambiguous'; readonly anchor: RegExp; readonly matches: readonly string[] };

/** Applies a patch to the text of its file; `undefined` stands for a file that is not there. */
export function applyPatch(text: string | undefined, patch: Patch, values: StackValues): PatchOutcome {
  switch (patch.kind) {
    case 'replace-line':
      return replaceLine(text ?? '', patch.line, patch.value(values));
    case 'insert-line':
      return insertLine(text ?? '', patch, patch.line(values));
    case 'set-env':
      return setEnv(text, patch.values(values));
    case 'correct':
      return correct(text ?? '', patch.pattern, (present) => patch.right(present, values));
  }
}

interface Line {
  readonly text: string;
  /** `\n`, `\r\n`, or nothing at the end of the file. */
  readonly end: string;
}

const byteOrderMark = '\uFEFF';

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (const match of text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)) {
    const [whole, content = '', end = ''] = match;
    if (whole !== '') lines.push({ text: content, end });
  }
  return lines;
}

const joinLines = (lines: readonly Line[]): string => lines.map(({ text, end }) => text + end).join('');

/** A byte order mark is no part of the first line. */
const withoutMark = (text: string): { readonly mark: string; readonly body: string } =>
  text.startsWith(byteOrderMark) ? { mark: byteOrderMark, body: text.slice(1) } : { mark: '', body: text };

const isComment = (line: string): boolean => /^\s*(?:#|\/\/|\/\*|\*\s)/.test(line);

type Anchor =
  { readonly kind: 'found'; readonly index: number } | Exclude<PatchOutcome, { kind: 'changed' | 'already-applied' }>;

function findAnchor(lines: readonly Line[], anchor: RegExp): Anchor {
  const matching = [...lines.entries()].filter(([, { text }]) => !isComment(text) && withoutState(anchor).test(text));
  const [first, ...others] = matching;
  if (first === undefined) return { kind: 'anchor-missing', anchor, nearest: nearestLines(lines, anchor) };
  if (others.length === 0) return { kind: 'found', index: first[0] };
  return { kind: 'anchor-ambiguous', anchor, matches: matching.map(([index, line]) => numbered(index, line)) };
}

/** A `g` or `y` flag would make a pattern remember where it was. */
const withoutState = (pattern: RegExp, more = ''): RegExp =>
  new RegExp(pattern.source, pattern.flags.replaceAll(new RegExp(`[gyd${more}]`, 'g'), '') + more);

const numbered = (index: number, { text }: Line): string => `${index + 1}: ${text.trim()}`;

/** The lines that share most words with a pattern: what upstream may have made of the line. */
function nearestLines(lines: readonly Line[], anchor: RegExp): string[] {
  const source = anchor.source.replaceAll(/\(\?<\w+>/g, '(').replaceAll(/\\[a-zA-Z]/g, ' ');
  const words = new Set(source.match(/[A-Za-z_]{3,}/g) ?? []);
  return [...lines.entries()]
    .map(([index, line]) => ({
      score: [...words].filter((word) => line.text.includes(word)).length,
      shown: numbered(index, line),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score)
    .slice(0, 3)
    .map(({ shown }) => shown);
}

function replaceLine(text: string, pattern: RegExp, value: string): PatchOutcome {
  const { mark, body } = withoutMark(text);
  const lines = splitLines(body);
  const anchor = findAnchor(lines, pattern);
  if (anchor.kind !== 'found') return anchor;
  const line = lines[anchor.index];
  const span = line && withoutState(pattern, 'd').exec(line.text)?.indices?.groups?.['value'];
  if (!line || !span) throw new Error(`The pattern ${String(pattern)} has no group named "value".`);
  const [start, end] = span;
  if (line.text.slice(start, end) === value) return { kind: 'already-applied' };
  lines[anchor.index] = { ...line, text: line.text.slice(0, start) + value + line.text.slice(end) };
  return { kind: 'changed', text: mark + joinLines(lines) };
}

function insertLine(
  text: string,
  { after, unless }: Extract<Patch, { kind: 'insert-line' }>,
  line: string,
): PatchOutcome {
  const { mark, body } = withoutMark(text);
  const lines = splitLines(body);
  if (unless && findAnchor(lines, unless).kind === 'found') return { kind: 'already-applied' };
  const anchor = findAnchor(lines, after);
  if (anchor.kind !== 'found') return anchor;
  if (lines[anchor.index + 1]?.text.trim() === line) return { kind: 'already-applied' };
  const above = lines[anchor.index] ?? { text: '', end: '' };
  const indent = /^\s*/.exec(above.text)?.[0] ?? '';
  lines.splice(
    anchor.index,
    1,
    { ...above, end: above.end || endOfLine(lines) },
    { text: indent + line, end: above.end },
  );
  return { kind: 'changed', text: mark + joinLines(lines) };
}

/** How this file ends its lines, by the first that has an end. */
const endOfLine = (lines: readonly Line[]): string => lines.find(({ end }) => end !== '')?.end ?? '\n';

function correct(text: string, pattern: RegExp, right: (present: string) => string): PatchOutcome {
  const { mark, body } = withoutMark(text);
  const found = [...body.matchAll(withoutState(pattern, 'dgm'))].map((match) => {
    const [start, end] = match.indices?.groups?.['value'] ?? [];
    if (start === undefined || end === undefined)
      throw new Error(`The pattern ${String(pattern)} has no group named "value".`);
    const present = body.slice(start, end);
    return { start, end, present, wanted: right(present) };
  });
  const wrong = found.find(({ present, wanted }) => present !== wanted);
  if (!wrong) return { kind: 'already-applied' };
  if (found.length > 1) {
    const lines = splitLines(body);
    const matches = found.map(({ start }) => {
      const index = splitLines(body.slice(0, start + 1)).length - 1;
      return numbered(index, lines[index] ?? { text: '', end: '' });
    });
    return { kind: 'anchor-ambiguous', anchor: pattern, matches };
  }
  return { kind: 'changed', text: mark + body.slice(0, wrong.start) + wrong.wanted + body.slice(wrong.end) };
}

/** An assignment as dotenv reads it, quoted values over several lines included, and what may follow on its line. */
const assignment =
  /^[ \t]*(?<key>[\w.-]+)[ \t]*=[ \t]*(?<value>'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]*?(?=[ \t]*(?:#|$)))(?<rest>[^\r\n]*)/dgm;

interface Assignment {
  readonly value: string;
  readonly comment: string;
  /** Where its line begins, and where the value and the line end. */
  readonly at: { readonly line: number; readonly value: number; readonly end: number };
}

/** By key, the last assignment: the one that counts. */
function assignments(text: string): ReadonlyMap<string, Assignment> {
  const found = new Map<string, Assignment>();
  for (const match of text.matchAll(assignment)) {
    const { key, value, rest } = match.groups ?? {};
    const span = match.indices?.groups?.['value'];
    if (key === undefined || value === undefined || rest === undefined || !span) continue;
    const at = { line: match.index, value: span[0], end: match.index + match[0].length };
    found.set(key, { value: unquote(value), comment: rest.trim(), at });
  }
  return found;
}

function unquote(raw: string): string {
  const quote = /^(['"`])([\s\S]*)\1$/.exec(raw);
  const inner = quote?.[2] ?? raw;
  return quote?.[1] === '"' ? inner.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inner;
}

/** Quotes a value so that dotenv, old or new, reads the same again. */
function quote(value: string): string {
  const candidates = [
    `"${value.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`,
    ...["'", '`'].map((mark) => mark + value + mark),
  ];
  const quoted = candidates.find((candidate) => isReadAs(candidate, value));
  if (quoted === undefined) throw new Error(`No quoting makes dotenv read ${JSON.stringify(value)}.`);
  return quoted;
}

const isReadAs = (quoted: string, value: string): boolean =>
  !quoted.slice(1, -1).includes(quoted.charAt(0)) &&
  !quoted.endsWith(`\\${quoted.charAt(0)}`) &&
  unquote(quoted) === value;

function setEnv(text: string | undefined, values: Readonly<Record<string, string>>): PatchOutcome {
  const { mark, body } = withoutMark(text ?? '');
  const after = Object.entries(values).reduce((so, [key, value]) => setKey(so, key, value), body);
  return text !== undefined && after === body ? { kind: 'already-applied' } : { kind: 'changed', text: mark + after };
}

function setKey(text: string, key: string, value: string): string {
  const present = assignments(text).get(key);
  const end = endOfLine(splitLines(text));
  if (present)
    return present.value === value && present.comment === '' ? text : replaceValue(text, present, value, end);
  const line = `${key}=${quote(value)}`;
  const appended = text === '' || /[\r\n]$/.test(text) ? text + line + end : text + end + line;
  // A quote that is never closed would swallow a line below it.
  return assignments(appended).get(key)?.value === value ? appended : line + end + text;
}

/** A comment behind the value gets a line of its own: older dotenv takes it for a part of the value. */
function replaceValue(text: string, { comment, at }: Assignment, value: string, end: string): string {
  const own = comment === '' ? '' : `${comment.startsWith('#') ? '' : '# '}${comment}${end}`;
  return text.slice(0, at.line) + own + text.slice(at.line, at.value) + quote(value) + text.slice(at.end);
}
