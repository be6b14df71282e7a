/** Command lines are completed by the shells themselves. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { makeFolder, metaton } from '../helpers/cli.ts';
import { hasTool } from '../helpers/tools.ts';

const execute = promisify(execFile);

/** What each shell offers for the last word of a line. */
const askers = {
  bash: (cwd: string, words: readonly string[]) =>
    execute(
      'bash',
      [
        '--norc',
        '-c',
        'source ./script; shift; COMP_WORDS=(metaton "$@"); COMP_CWORD=$#; _metaton; printf "%s\\n" "${COMPREPLY[@]}"',
        'bash',
        'script',
        ...words,
      ],
      { cwd },
    ),
  fish: (cwd: string, words: readonly string[]) =>
    execute(
      'fish',
      [
        '--no-config',
        '-c',
        'source ./script; complete -C (string join -- " " metaton $argv[2..])',
        './script',
        ...words,
      ],
      { cwd },
    ),
  // zsh completes in its line editor only: what it would add to the line is what is looked at.
  zsh: (cwd: string, words: readonly string[]) =>
    execute(
      'zsh',
      [
        '-f',
        '-c',
        [
          'compdef() { :; }; source ./script; shift',
          '_describe() { local name=${@[-1]}; print -rl -- ${${(P)name}%%:*}; }',
          'compadd() { shift; print -rl -- $@; }',
          '_files() { if [[ $1 == -/ ]]; then print -rl -- *(/); else print -rl -- *; fi }',
          'words=(metaton "$@"); CURRENT=$#words; PREFIX=$words[-1]; _metaton',
        ].join('\n'),
        'zsh',
        'script',
        ...words,
      ],
      { cwd },
    ),
} as const;

const cases = [
  { line: ['d'], offered: ['demo', 'down', 'doctor', 'db', 'dashboard'] },
  { line: ['db', 're'], offered: ['restore', 'reset'] },
  { line: ['up', 're'], offered: ['reticulum'] },
  { line: ['up', '--only', 'dialog', 'ho'], offered: [] },
  { line: ['up', '--except', 'dialog', 'hubs-'], offered: ['hubs-admin'] },
  { line: ['certs', '--ro'], offered: ['--rotate'] },
  { line: ['certs', '--rotate', 'le'], offered: ['leaf'] },
  { line: ['-C', 'up', 'down', '--js'], offered: ['--json'] },
  { line: ['rooms', 'permissive', 'of'], offered: ['off'] },
  { line: ['up', '--detach', '-C', 'wor'], offered: ['worlds'] },
  // Not for people.
  { line: ['clean'], offered: [] },
] as const;

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  test.skipIf(!hasTool(shell))(`${shell} offers what a command takes`, async () => {
    using folder = makeFolder();
    const script = path.join(folder.path, 'script');
    const { code, stdout } = await metaton(['completion', shell], { cwd: folder.path });
    expect(code).toBe(0);
    await writeFile(script, stdout);
    await writeFile(path.join(folder.path, 'world.txt'), '');
    await execute('mkdir', [path.join(folder.path, 'worlds')]);
    for (const { line, offered } of cases) {
      const { stdout } = await askers[shell](folder.path, line);
      const words = stdout.split('\n').map((row) => row.replace(/\t.*/, '').replace(/\/$/, ''));
      // zsh itself leaves out what does not fit.
      const fitting = words.filter((word) => word !== '' && word.startsWith(line[line.length - 1] ?? ''));
      expect([line, fitting.sort()]).toEqual([line, [...offered].sort()]);
    }
  });
}

test.skipIf(!hasTool('zsh'))('zsh makes the script known when it is evaluated or lies in fpath', async () => {
  using folder = makeFolder();
  const env = { ...process.env, HOME: folder.path, XDG_DATA_HOME: path.join(folder.path, 'data') };
  await metaton(['completion', 'zsh', '--install'], { env });
  const program = 'print -r -- $_comps[metaton]';
  const lies = `fpath=(${path.join(folder.path, 'data/zsh/site-functions').replaceAll(' ', '\\ ')} $fpath); autoload -U compinit; compinit -D -u; ${program}`;
  expect((await execute('zsh', ['-f', '-c', lies], { env })).stdout).toBe('_metaton\n');
  const script = path.join(folder.path, 'data/zsh/site-functions/_metaton');
  const evaluated = `autoload -U compinit; compinit -D -u; source "$1"; ${program}`;
  expect((await execute('zsh', ['-f', '-c', evaluated, 'zsh', script], { env })).stdout).toBe('_metaton\n');
});

test('the script is laid where the shell of the user looks, and taken away again', async () => {
  using folder = makeFolder();
  const env = { HOME: folder.path, SHELL: '/usr/bin/fish', XDG_CONFIG_HOME: path.join(folder.path, 'config') };
  const file = path.join(folder.path, 'config/fish/completions/metaton.fish');
  const ask = (...words: readonly string[]) => metaton(['completion', ...words], { env });
  expect((await ask('--install', '--dry-run')).stdout).toBe(`Would write ${file}\n`);
  expect(existsSync(file)).toBe(false);
  expect((await ask('--install')).stdout).toBe(`Written: ${file}\n`);
  expect(await readFile(file, 'utf8')).toBe((await ask()).stdout);
  expect((await ask('--uninstall')).stdout).toBe(`Removed: ${file}\n`);
  expect(existsSync(file)).toBe(false);
  const other = await metaton(['completion'], { env: { ...env, SHELL: '/bin/ksh' } });
  expect(other.stderr).toMatch(/no completion for ksh.*[^]*bash, zsh, fish/);
  expect(other.code).toBe(2);
});
