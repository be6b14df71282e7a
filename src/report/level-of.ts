/** Tells how bad a line is, by the marks of the programs of a stack. */
import { isMore } from '../model/entry.ts';
import type { Level } from '../model/log.ts';

/** Marks in the order in which they are looked for: the surest first. */
const marks: readonly (readonly [RegExp, (mark: string) => Level | undefined])[] = [
  // Elixir's Logger, as Phoenix sets it up; with a time before it elsewhere.
  [/^(?:[\d:.TZ -]+)?\[(emergency|alert|critical|error|warn|warning|notice|info|debug)\]/, named],
  // webpack-dev-server 4 and 5.
  [/^\s*<([ewi])> /, named],
  // Namespaces of `debug`, as mediasoup, protoo and dialog name them; a time stands before them without a terminal.
  [/^(?:\S+Z)? *[\w.@/-]+:(WARN|ERROR)\b/, named],
  // Postgres, and PostgREST where it passes on what Postgres says.
  [/(?:^|[\s:])(PANIC|FATAL|ERROR|WARNING|NOTICE|LOG|INFO|DEBUG[1-5]?): {1,2}/, named],
  // webpack, alone or behind a name of a compilation.
  [/^(?:\S+: )?(ERROR|WARNING) in\b/, named],
  [/^(ERR!|✖|⚠|ℹ) [｢\w]/u, named],
  // Access lines of PostgREST.
  [/" ([45])\d\d (?:\d+|-)(?: |$)/, named],
  // An error that Node or Elixir ends with.
  [/^(?:Uncaught )?(?:\w+)?(Error)(?: \[\w+\])?: /, named],
  [/^\s*\*\* \((\w+)/, () => 'error'],
];

const names: Readonly<Record<string, Level>> = {
  emergency: 'error',
  alert: 'error',
  critical: 'error',
  error: 'error',
  warn: 'warn',
  warning: 'warn',
  notice: 'notice',
  info: 'info',
  log: 'info',
  debug: 'debug',
  e: 'error',
  w: 'warn',
  i: 'info',
  panic: 'error',
  fatal: 'error',
  'err!': 'error',
  '✖': 'error',
  '⚠': 'warn',
  ℹ: 'info',
  '5': 'error',
  '4': 'warn',
};

function named(mark: string): Level | undefined {
  return names[mark.toLowerCase().replace(/(?<=debug)\d$/, '')];
}

/**
 * How bad a line without colours is. `before` is the level of the line before it from the same source, which counts for
 * a line that goes on with it; a line that says nothing of its level is as good as `info`.
 */
export function levelOf(line: string, before: Level): Level {
  for (const [pattern, level] of marks) {
    const mark = pattern.exec(line)?.[1];
    const found = mark === undefined ? undefined : level(mark);
    if (found !== undefined) return found;
  }
  return isMore(line) ? before : 'info';
}
