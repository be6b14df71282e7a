/** Documents by hand are held against the code: links lead somewhere, paths are there, command lines are understood. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../src/commands/program.ts';
import { anchorsIn, type Call, callsIn, linksIn, spansIn } from './helpers/markdown.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const documents = new Map(
  [
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file.replaceAll(path.sep, '/')}`),
  ].map((file) => [file, read(file)]),
);

/** The changelog speaks of what was: only its links are looked at. */
const current = new Map([...documents].filter(([file]) => file !== 'CHANGELOG.md'));

/** What is wrong in any of them, with its place. */
const everywhere = (
  wrongIn: (text: string, file: string) => readonly string[],
  texts: ReadonlyMap<string, string> = current,
): readonly string[] => [...texts].flatMap(([file, text]) => wrongIn(text, file).map((what) => `${file}: ${what}`));

function deadLinks(text: string, file: string): readonly string[] {
  return linksIn(text).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [target = '', anchor] = link.split('#');
    const place = target === '' ? file : path.join(path.dirname(file), target);
    if (place !== file && !existsSync(path.join(root, place))) return true;
    return anchor !== undefined && !anchorsIn(place === file ? text : read(place)).has(anchor);
  });
}

/** Paths in these are of the checkouts, which have folders of the same names. */
const ofCheckouts = ['docs/patches.md', 'docs/failures.md', 'docs/from-the-guide.md'];

const missingPaths = (text: string, file: string): readonly string[] =>
  ofCheckouts.includes(file)
    ? []
    : spansIn(text)
        .map(({ text: span }) => span)
        .filter((span) => /^(?:src|test|docs|templates|\.ci)\/[\w./-]*$/.test(span))
        .filter((span) => !existsSync(path.join(root, span)));

const silence = (command: Command): void => {
  command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  command.commands.forEach(silence);
};

const program = (): Command => {
  const tree = buildProgram('', () => Promise.resolve());
  silence(tree);
  return tree;
};

/** What prose may leave out when it only names a command. */
const leftOut = ['commander.missingArgument', 'commander.optionMissingArgument', 'commander.help'];

async function misunderstood({ words, line, isToBeTyped }: Call): Promise<readonly string[]> {
  try {
    await program().parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const isFine =
      ['commander.helpDisplayed', 'commander.version'].includes(error.code) ||
      (leftOut.includes(error.code) && (!isToBeTyped || words.length === 0));
    if (!isFine) return [`${line}: metaton ${words.join(' ')}: ${error.message}`];
  }
  return [];
}

const misunderstoodIn = async (text: string): Promise<readonly string[]> =>
  (await Promise.all(callsIn(text, 'metaton').map(misunderstood))).flat();

const flagsOf = (command: Command): readonly string[] => [
  ...command.options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag != null),
  ...command.commands.flatMap(flagsOf),
];
const flags = new Set([...flagsOf(program()), '--help']);

/** Flags of curl, git, npm, webpack and Node. */
const flagsOfOthers = ['--cacert', '--depth', '--filter', '--https', '--legacy-peer-deps', '--require'];

const unknownFlags = (text: string): readonly string[] =>
  spansIn(text)
    .flatMap(({ text: span, line }) => (/^--[a-z]/.test(span) ? [{ flag: span.split(/[ =]/, 1)[0] ?? '', line }] : []))
    .filter(({ flag }) => !flags.has(flag) && !flagsOfOthers.includes(flag))
    .map(({ flag, line }) => `${line}: ${flag}`);

describe('links', () => {
  it('lead to files and headings that are there', () => {
    expect(everywhere(deadLinks, documents)).toEqual([]);
  });

  it('are found where they lead nowhere', () => {
    const planted =
      '# Here\n[a](README.md) [b](#here) [c](#there) [d](docs/gone.md) [e](README.md#gone) `[f](gone.md)`';
    expect(deadLinks(planted, 'planted.md')).toEqual(['#there', 'docs/gone.md', 'README.md#gone']);
  });
});

describe('paths', () => {
  it('are there', () => {
    expect(everywhere(missingPaths)).toEqual([]);
  });

  it('are found where they are not', () => {
    expect(missingPaths('`src/main.ts`, `src/gone.ts` and `test/`', 'planted.md')).toEqual(['src/gone.ts']);
  });
});

describe('command lines', () => {
  it.each([...current.keys()])('of %s are understood', async (file) => {
    expect(await misunderstoodIn(documents.get(file) ?? '')).toEqual([]);
  });

  it('are found where they are not understood', async () => {
    const planted = [
      'A `metaton up --gone`, `eval "$(metaton gone)"`, `metaton restart` by name, `metaton db psql -c \'a (b)\'`.',
      '```sh',
      'metaton restart # what?',
      'sudo metaton certs --rotate nothing && metaton ps --all',
      '```',
    ].join('\n');
    expect(await misunderstoodIn(planted)).toEqual([
      expect.stringMatching(/^1: metaton up --gone: .*unknown option/),
      expect.stringMatching(/^1: metaton gone: .*unknown command/),
      expect.stringMatching(/^3: metaton restart: .*missing required argument/),
      expect.stringMatching(/^4: metaton certs --rotate nothing: .*invalid/),
    ]);
  });
});

describe('flags', () => {
  it('named alone are flags of some command', () => {
    expect(everywhere(unknownFlags)).toEqual([]);
  });

  it('are found where no command has them', () => {
    expect(unknownFlags('`--follow`, `--gone now`')).toEqual(['1: --gone']);
  });
});
