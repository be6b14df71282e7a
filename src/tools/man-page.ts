/** The manual page, from the tree of commands. */
import { allBelow, type CommandOption, type CommandTree } from '../model/command-tree.ts';

/** In the macros of man(7). Nothing in it changes from one day to the next. */
export function manPage(tree: CommandTree, variables: readonly string[]): string {
  const [, ...commands] = allBelow(tree);
  return [
    String.raw`.\" Written from the command tree by npm run generate.`,
    '.TH METATON 1 "" "metaton" "User Commands"',
    '.SH NAME',
    `metaton \\- ${roff(lowerFirst(tree.summary.replace(/\.$/, '')))}`,
    '.SH SYNOPSIS',
    '.B metaton',
    `[${italic('options')}] ${italic('command')} [${italic('arguments')}]`,
    '.SH DESCRIPTION',
    roff(
      'metaton takes an empty folder to a Hubs-based virtual world at https://localhost:4000, and keeps it running.',
    ),
    roff('A workspace is any folder with a metaton.yaml; commands find it from every folder below it.'),
    '.SH OPTIONS',
    ...tree.options.flatMap(optionLines),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...exitCodes.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(meaning)]),
    '.SH ENVIRONMENT',
    ...[
      ...variables.map((name): [string, string] => [name, 'A setting, as in metaton.yaml; it wins over that.']),
      ...otherVariables,
    ].flatMap(([name, meaning]) => ['.TP', `.B ${roff(name)}`, roff(meaning)]),
    '.SH FILES',
    ...files.flatMap(([name, meaning]) => ['.TP', `.I ${roff(name)}`, roff(meaning)]),
    '',
  ].join('\n');
}

const exitCodes = [
  ['0', 'Done.'],
  ['1', 'Something stood in the way; it has been said what, and what to do.'],
  ['2', 'The command line or the settings are wrong.'],
  ['3', 'Of ps and wait: not all of the stack is ready.'],
  ['4', 'Of ps and wait: nothing runs.'],
  ['70', 'A bug in metaton.'],
  ['130', 'Interrupted.'],
] as const;

const otherVariables: readonly (readonly [string, string])[] = [
  ['METATON_DATA_FOLDER', 'The folder of what belongs to the user, instead of the platform’s own.'],
  ['NO_COLOR', 'No colours, whatever its value.'],
];

const files = [
  ['metaton.yaml', 'Settings of a workspace, every one optional.'],
  ['metaton.lock', 'What it was made from, commits and hashes.'],
  ['certs/', 'Certificate and keys of a workspace.'],
  ['.metaton/', 'State: database, logs, patches with what was there before them.'],
  ['~/.local/share/metaton/', 'The certificate authority of the user, on Linux.'],
] as const;

function commandLines({ path, summary, arguments: words, options, after }: CommandTree): readonly string[] {
  return [
    `.SS ${roff(path)}${options.length > 1 ? ' [options]' : ''}${words.map(({ usage }) => ` ${roff(usage)}`).join('')}`,
    roff(`${upperFirst(summary)}.`),
    ...words
      .filter((word) => word.summary !== '')
      .flatMap((word) => ['.TP', italic(roff(word.usage)), roff(word.summary)]),
    // Every command has a help.
    ...options.filter(({ flags }) => !flags.includes('--help')).flatMap(optionLines),
    ...(after === '' ? [] : ['.PP', '.nf', ...after.split('\n').map(roff), '.fi']),
  ];
}

const optionLines = ({ usage, summary }: CommandOption): readonly string[] => [
  '.TP',
  `\\fB${roff(usage)}\\fR`,
  roff(summary),
];

const italic = (text: string): string => `\\fI${text}\\fR`;

/** A backslash, a hyphen that is to be copied, and a line that begins like a request are special. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replace(/^(?=[.'])/, String.raw`\&`);

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
