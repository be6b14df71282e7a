/** Tells which lines belong together: an entry is one thing that a service said, a line and those that go on with it. */

/** Colours are for the screen; whoever looks for words wants the words. */
// eslint-disable-next-line no-control-regex -- an escape sequence begins with a control character
const colours = /\u001b\[[0-9;]*m/g;

/** The text without colours. */
export const withoutColours = (text: string): string => (text.includes('\u001b') ? text.replace(colours, '') : text);

/** Lines that go on with any other: indented, brackets that close what was opened, or what Postgres adds to an error. */
const goesOn = /^(?:\s+\S|[\])}]+[;,]?\s*$|.*(?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION): {1,2})/;

/** True for a line without colours that tells more of the one before it, whatever that was. */
export const isMore = (line: string): boolean => goesOn.test(line);

/** webpack's word about one module, alone or behind the name of a compilation: all until an empty line is of it. */
const buildHead = /^(?:\S+: )?(?:ERROR|WARNING) in\b/;

/** After an empty line, it goes on with the code in question or with who asked for the module. */
const buildMore = /^(?:> *\d+ \||@ )/;

/** Elixir's word about a process that ended badly. */
const crashHead = /^(?:[\d:.TZ -]+)?\[(?:emergency|alert|critical|error)\]/;

/** What Elixir's Logger says of such a process, line by line: https://hexdocs.pm/elixir/Logger.Translator.html */
const crashMore =
  /^(?:\*\* \(|(?:Last message|State|Function|Args|Client|Server|Request|Process Label|Pid|Start Call|Restart|Shutdown|Type|Initial Call|Ancestors|Message Queue Length|Messages|Links|Dictionary|Trapping Exits|Status|Heap Size|Stack Size|Reductions|Neighbours|Queue|Postponed|Data|Callback Mode)\b[^:]{0,200}:)/;

/** True for a text in which an entry may have lines that look like entries of their own. */
export const mayHoldReport = (text: string): boolean =>
  /(?:ERROR|WARNING) in |\[(?:emergency|alert|critical|error)\]/.test(text);

/** What the entry at hand lets follow, beside lines that go on with any other. */
type Open = 'nothing' | 'build' | 'build, after an empty line' | 'crash';

/** What follows `line`, where it goes on with an entry that let `open` follow; `undefined` where it begins one. */
function afterMore(line: string, open: Open): Open | undefined {
  switch (open) {
    case 'nothing':
      return isMore(line) ? open : undefined;
    case 'crash':
      return isMore(line) || crashMore.test(line) ? open : undefined;
    case 'build':
      if (buildHead.test(line)) return undefined;
      return line.trim() === '' ? 'build, after an empty line' : open;
    case 'build, after an empty line':
      if (line.trim() === '') return open;
      return isMore(line) || buildMore.test(line) ? open : undefined;
  }
}

function afterHead(line: string): Open {
  if (buildHead.test(line)) return 'build';
  return crashHead.test(line) ? 'crash' : 'nothing';
}

/** At which of the lines an entry begins; at the first in any case. */
export function entryHeads(lines: readonly string[]): readonly number[] {
  const heads: number[] = [];
  let open: Open | undefined;
  for (const [index, raw] of lines.entries()) {
    const line = withoutColours(raw);
    open = open && afterMore(line, open);
    if (open) continue;
    heads.push(index);
    open = afterHead(line);
  }
  return heads;
}

/** Lines put together to entries, each with its lines as they were. */
export function entriesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const heads = entryHeads(lines);
  if (heads.length === lines.length) return lines;
  return heads.map((head, index) => lines.slice(head, heads[index + 1]).join('\n'));
}
