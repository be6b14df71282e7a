/** The environment of a service as lines that a shell can eval or source. */
import type { Shell, ShellEnvironment } from '../model/shell-environment.ts';

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
        ? `export ${name}=${quotePosix(value)}`
        : `export ${name}="$(cat ${quotePosix(value.file)})"`,
    ),
    // Once is enough, however often it is evaluated.
    `case ":$PATH" in ${quotePosix(`:${folders}:`)}*) ;; *) export PATH=${quotePosix(folders)}"\${PATH:+:$PATH}" ;; esac`,
  ];
}

/** A shell knows no wildcard for names; `env` knows those that a program would see. */
const unsetPrefix = (pattern: string): string =>
  `for metaton_name in $(env | sed -n 's/^\\(${pattern.slice(0, -1)}[A-Za-z0-9_]*\\)=.*/\\1/p'); do unset "$metaton_name"; done; unset metaton_name`;

/** Nothing is special within single quotes but their end. */
const quotePosix = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

function fishLines({ set, unset, path }: ShellEnvironment): readonly string[] {
  return [
    ...unset.map((name) =>
      name.endsWith('*')
        ? `for name in (set -nx | string match ${quoteFish(name)}); set -e $name; end`
        : `set -e ${name}`,
    ),
    ...Object.entries(set).map(([name, value]) =>
      typeof value === 'string'
        ? `set -gx ${name} ${quoteFish(value)}`
        : `set -gx ${name} (cat ${quoteFish(value.file)} | string collect)`,
    ),
    `set -gx PATH ${path.map(quoteFish).join(' ')} $PATH`,
  ];
}

/** Within single quotes fish takes a backslash before a quote or another backslash: https://fishshell.com/docs/current/language.html#quotes */
const quoteFish = (text: string): string => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
