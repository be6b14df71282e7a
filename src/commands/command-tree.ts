/** Reads the tree of commands back out of the library that it was built with. */
import type { Command, Option } from 'commander';
import type { CommandTree, Value } from '../model/command-tree.ts';

/** What its help shows: commands that are hidden are not there. */
export function commandTree(command: Command, above: readonly string[] = []): CommandTree {
  const words = [...above, command.name()];
  const help = command.createHelp();
  const visible = help.visibleCommands(command).filter((inner) => inner.name() !== 'help');
  return {
    path: words.join(' '),
    summary: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      usage: argument.required ? `<${nameOf(argument)}>` : `[${nameOf(argument)}]`,
      summary: argument.description,
      value: valueOf(argument.name(), argument.argChoices, argument.variadic),
    })),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      usage: option.flags,
      summary: option.argChoices ? `${option.description} (${option.argChoices.join(', ')})` : option.description,
      value:
        option.required || option.optional
          ? valueOf(metavariable(option), option.argChoices, option.variadic)
          : undefined,
    })),
    after: helpAfter(command),
    commands: visible.map((inner) => commandTree(inner, words)),
  };
}

const nameOf = (argument: Command['registeredArguments'][number]): string =>
  `${argument.name()}${argument.variadic ? '...' : ''}`;

/** What stands in `--only <id...>` for the value. */
const metavariable = ({ flags }: Option): string => /[<[](.+?)(?:\.\.\.)?[>\]]$/.exec(flags)?.[1] ?? '';

const kinds: Readonly<Record<string, Value['kind']>> = { id: 'service', dir: 'folder', file: 'file' };

function valueOf(name: string, choices: readonly string[] | undefined, isMany: boolean): Value {
  // `on|off` says which words there are.
  const words = choices ?? (name.includes('|') ? name.split('|') : []);
  return { kind: words.length > 0 ? 'words' : (kinds[name] ?? 'other'), words, isMany };
}

/** The library keeps it as something to be written, after the rest. */
function helpAfter(command: Command): string {
  const before = command.configureOutput();
  let text = '';
  command.configureOutput({ ...before, writeOut: (part) => (text += part) });
  command.outputHelp();
  command.configureOutput(before);
  return text.slice(command.helpInformation().length).trim();
}
