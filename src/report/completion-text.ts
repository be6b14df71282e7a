/** Scripts that complete command lines of metaton: static, so that no Tab starts a program. */
import { allBelow, type CommandOption, type CommandTree, type Value } from '../model/command-tree.ts';
import type { CompletionShell } from '../model/completion.ts';
import { quotedForFish, quotedWord } from '../model/shell-word.ts';

/** What such a script knows. */
interface Known {
  readonly tree: CommandTree;
  /** Names that stand for a service. */
  readonly services: readonly string[];
}

/** The script for one shell, to be evaluated or to be laid where the shell looks for it. */
export function completionText(shell: CompletionShell, known: Known): string {
  const writers = { bash: bashLines, zsh: zshLines, fish: fishLines };
  return [...writers[shell](known), ''].join('\n');
}

const title = (shell: string): string =>
  `Completes command lines of metaton in ${shell}; written by \`metaton completion ${shell}\`.`;

/** Options of a command and of those above it, once where both have it. */
function optionsFor(path: string, tree: CommandTree): readonly CommandOption[] {
  const all = allBelow(tree)
    .filter((one) => path === one.path || path.startsWith(`${one.path} `))
    .flatMap(({ options }) => options);
  return [...new Map(all.map((option) => [option.flags.join(), option])).values()];
}

/** What follows a command that has no commands below it: all of its arguments are of one kind. */
const argumentOf = (command: CommandTree): Value | undefined => command.arguments[0]?.value;

/** Every command line so far that an option ends, by the value that is to come then. */
const valuePatterns = (tree: CommandTree): readonly { readonly words: readonly string[]; readonly value: Value }[] =>
  allBelow(tree).flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value ? [{ words: flags.flatMap((flag) => placesOf(path, flag, tree)), value }] : [],
    ),
  );

/** An option is known to all commands below its own as well. */
const placesOf = (path: string, flag: string, tree: CommandTree): readonly string[] =>
  allBelow(tree)
    .filter((one) => one.path === path || one.path.startsWith(`${path} `))
    .map((one) => `${one.path} ${flag}`);

/** How bash and zsh find out where the line stands: alike but for the first word's number. */
const whereLines = ({ tree }: Known, words: string, first: number, end: string): readonly string[] => [
  '  local at=metaton expect= many= word i',
  `  for ((i = ${first}; i < ${end}; i++)); do`,
  `    word=\${${words}[i]}`,
  '    if [[ -n $expect && $word != -* ]]; then',
  '      [[ -n $many ]] || expect=',
  '      continue',
  '    fi',
  '    expect= many=',
  '    case "$at $word" in',
  `      ${allBelow(tree)
    .slice(1)
    .map(({ path }) => quotedWord(path))
    .join('|')}) at="$at $word" ;;`,
  ...valuePatterns(tree).map(
    ({ words: places, value }) =>
      `      ${places.map(quotedWord).join('|')}) expect=${quotedWord(kindOf(value))}${value.isMany ? ' many=1' : ''} ;;`,
  ),
  '    esac',
  '  done',
];

/** In one word, what is to come: `service`, or `words on off`. */
const kindOf = ({ kind, words }: Value): string => [kind, ...words].join(' ');

const subCommands = (tree: CommandTree): readonly CommandTree[] =>
  allBelow(tree).filter(({ commands }) => commands.length > 0);

const withArgument = (tree: CommandTree): readonly { readonly path: string; readonly value: Value }[] =>
  allBelow(tree).flatMap((command) => {
    const value = argumentOf(command);
    return value && command.commands.length === 0 ? [{ path: command.path, value }] : [];
  });

const nameOf = ({ path }: CommandTree): string => path.slice(path.lastIndexOf(' ') + 1);

function bashLines(known: Known): readonly string[] {
  const { tree, services } = known;
  return [
    `# ${title('bash')}`,
    '_metaton() {',
    '  local cur=${COMP_WORDS[COMP_CWORD]} words=',
    '  local -a action',
    ...whereLines(known, 'COMP_WORDS', 1, 'COMP_CWORD'),
    '  COMPREPLY=()',
    '  if [[ $cur == -* ]]; then',
    '    case $at in',
    ...allBelow(tree).map(
      ({ path }) =>
        `      ${quotedWord(path)}) words=${quotedWord(
          optionsFor(path, tree)
            .flatMap(({ flags }) => flags)
            .join(' '),
        )} ;;`,
    ),
    '    esac',
    '  elif [[ -z $expect ]]; then',
    '    case $at in',
    ...subCommands(tree).map(
      ({ path, commands }) => `      ${quotedWord(path)}) words=${quotedWord(commands.map(nameOf).join(' '))} ;;`,
    ),
    ...withArgument(tree).map(({ path, value }) => `      ${quotedWord(path)}) expect=${quotedWord(kindOf(value))} ;;`),
    '    esac',
    '  fi',
    '  case $expect in',
    `    service) words=${quotedWord(services.join(' '))} ;;`,
    '    words*) words=${expect#words } ;;',
    '    folder) action=(-d) ;;',
    '    file) action=(-f) ;;',
    '  esac',
    '  if [[ -n $action ]]; then compopt -o filenames 2>/dev/null; else action=(-W "$words"); fi',
    '  # The bash of macOS has no mapfile.',
    '  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "${action[@]}" -- "$cur")',
    '}',
    'complete -F _metaton metaton',
  ];
}

/** A colon in a name would end it; of several lines, or after a semicolon, the first says enough. */
const described = (name: string, summary: string): string =>
  quotedWord(`${name.replaceAll(':', String.raw`\:`)}:${summary}`);

function zshLines(known: Known): readonly string[] {
  const { tree, services } = known;
  return [
    '#compdef metaton',
    `# ${title('zsh')}`,
    '_metaton() {',
    '  local -a found',
    ...whereLines(known, 'words', 2, 'CURRENT'),
    '  if [[ $PREFIX == -* ]]; then',
    '    case $at in',
    ...allBelow(tree).map(
      ({ path }) =>
        `      ${quotedWord(path)}) found=(${optionsFor(path, tree)
          .flatMap(({ flags, summary }) => flags.map((flag) => described(flag, summary)))
          .join(' ')}) ;;`,
    ),
    '    esac',
    "    _describe -o 'option' found",
    '    return',
    '  fi',
    '  if [[ -z $expect ]]; then',
    '    case $at in',
    ...subCommands(tree).map(
      ({ path, commands }) =>
        `      ${quotedWord(path)}) found=(${commands.map((one) => described(nameOf(one), one.summary)).join(' ')}) ;;`,
    ),
    ...withArgument(tree).map(({ path, value }) => `      ${quotedWord(path)}) expect=${quotedWord(kindOf(value))} ;;`),
    '    esac',
    '  fi',
    '  case $expect in',
    `    service) compadd -- ${services.join(' ')} ;;`,
    '    words*) compadd -- ${=expect#words } ;;',
    '    folder) _files -/ ;;',
    '    file) _files ;;',
    "    '') (( $#found )) && _describe 'command' found ;;",
    '  esac',
    '}',
    '# Laid where zsh looks for functions it is run at the first Tab; evaluated, it is only made known.',
    'if [[ ${funcstack[1]} == _metaton ]]; then _metaton "$@"; else compdef _metaton metaton; fi',
  ];
}

function fishLines({ tree, services }: Known): readonly string[] {
  const commands = allBelow(tree);
  return [
    `# ${title('fish')}`,
    'function __metaton_at',
    '    set -l at metaton',
    '    set -l skip 0',
    '    for word in (commandline -opc)[2..]',
    '        if test $skip = 1',
    '            set skip 0',
    '            continue',
    '        end',
    '        switch "$at $word"',
    `            case ${commands
      .slice(1)
      .map(({ path }) => quotedForFish(path))
      .join(' ')}`,
    '                set at "$at $word"',
    `            case ${valuePatterns(tree)
      .flatMap(({ words }) => words)
      .map(quotedForFish)
      .join(' ')}`,
    '                set skip 1',
    '        end',
    '    end',
    '    test "$at" = "$argv"',
    'end',
    'complete -c metaton -f',
    ...commands.flatMap((command) => [
      ...command.commands.map((one) =>
        fishLine(command.path, `-a ${quotedForFish(nameOf(one))} -d ${quotedForFish(one.summary)}`),
      ),
      ...(command.commands.length === 0 ? fishValue(argumentOf(command), services) : []).map((words) =>
        fishLine(command.path, words),
      ),
      ...optionsFor(command.path, tree).map((option) => fishLine(command.path, fishOption(option, services))),
    ]),
  ];
}

const fishLine = (path: string, words: string): string =>
  `complete -c metaton -n ${quotedForFish(`__metaton_at ${path}`)} ${words}`;

function fishOption({ flags, summary, value }: CommandOption, services: readonly string[]): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const values = value ? [value.kind === 'file' ? '-r' : '-x', ...fishValue(value, services)] : [];
  return [...names, ...values, `-d ${quotedForFish(summary)}`].join(' ');
}

function fishValue(value: Value | undefined, services: readonly string[]): readonly string[] {
  switch (value?.kind) {
    case 'service':
      return [`-a ${quotedForFish(services.join(' '))}`];
    case 'words':
      return [`-a ${quotedForFish(value.words.join(' '))}`];
    case 'folder':
      return ["-a '(__fish_complete_directories)'"];
    case 'file':
      return ['-F'];
    default:
      return [];
  }
}
