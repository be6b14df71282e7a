/** The environment of a service as lines that a shell can eval or source. */
import type { Shell, ShellEnvironment } from '../model/shell-environment.ts';
import { quotedForFish, quotedWord } from '../model/shell-word.ts';

/** A secret is a command that reads its file: it never stands in the text. */
export const shellText = (environment: ShellEnvironment, shell: Shell): string =>
  (shell === 'fish' ? fishLines(environment) : posixLines(environment)).join('\n');

function posixLines({ set, unset, path }: ShellEnvironment): readonly string[] {
  const names = unset.filter((name) => !name.endsWith('*'));
  const folders = path.join(':');
  return [
    ...(names.length === 0 ? [] : [`unset ${names.join(' ')}`]),
    ...unset.filter((name) => name.endsWith('*')).map(unsetPrefix),
    ...Object.entries(set).map(([name, value]) =>
      typeof value === 'string'
        ? `export ${name}=${quotedWord(value)}`
        : `export ${name}="$(cat ${quotedWord(value.file)})"`,
    ),
    // Once is enough, however often it is evaluated.
    `case ":$PATH" in ${quotedWord(`:${folders}:`)}*) ;; *) export PATH=${quotedWord(folders)}"\${PATH:+:$PATH}" ;; esac`,
  ];
}

/** A shell knows no wildcard for names; `env` knows those that a program would see. */
const unsetPrefix = (pattern: string): string =>
  `for metaton_name in $(env | sed -n 's/^\\(${pattern.slice(0, -1)}[A-Za-z0-9_]*\\)=.*/\\1/p'); do unset "$metaton_name"; done; unset metaton_name`;

function fishLines({ set, unset, path }: ShellEnvironment): readonly string[] {
  return [
    ...unset.map((name) =>
      name.endsWith('*')
        ? `for name in (set -nx | string match ${quotedForFish(name)}); set -e $name; end`
        : `set -e ${name}`,
    ),
    ...Object.entries(set).map(([name, value]) =>
      typeof value === 'string'
        ? `set -gx ${name} ${quotedForFish(value)}`
        : `set -gx ${name} (cat ${quotedForFish(value.file)} | string collect)`,
    ),
    `set -gx PATH ${path.map(quotedForFish).join(' ')} $PATH`,
  ];
}
