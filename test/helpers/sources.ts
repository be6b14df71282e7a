/** Bare repositories of the miniatures, in both eras, and a home folder with version managers in it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFiles } from '../../src/adapters/files.ts';
import type { RunOptions } from './cli.ts';
import { checkoutNames } from './workspace.ts';

/** Of whose time the code is. */
export type Time = '2022' | 'today';

/** git as somebody without settings. */
export const gitIn = (folder: string, ...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...words], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

/** Lays `<folder>/<owner>/<Name>.git` for each service, with one commit. */
export async function layRepositories(folder: string, owner: string, time: Time): Promise<void> {
  for (const name of checkoutNames) {
    const work = path.join(folder, 'work', time, name);
    await makeFiles().copyTree(path.resolve('templates/miniature', name), work);
    if (time === '2022') makeOld(name, work);
    // Its driver for Postgres is no package that the miniature's mix would fetch.
    if (name === 'reticulum') cpSync('dist/miniature/reticulum', work, { recursive: true });
    gitIn(work, 'init', '--quiet', '--initial-branch', 'master');
    gitIn(work, 'add', '--all', '--force');
    gitIn(work, 'commit', '--quiet', '--message', 'Begin');
    const bare = path.join(folder, owner, `${name === 'spoke' ? 'Spoke' : name}.git`);
    mkdirSync(path.dirname(bare), { recursive: true });
    gitIn(work, 'clone', '--quiet', '--bare', '.', bare);
    gitIn(work, 'remote', 'add', 'origin', bare);
  }
}

/** Adds a commit upstream. */
export function commitUpstream(folder: string, time: Time, name: string, file: string, text: string): void {
  const work = path.join(folder, 'work', time, name);
  writeFileSync(path.join(work, file), text);
  gitIn(work, 'add', '--all', '--force');
  gitIn(work, 'commit', '--quiet', '--message', `Change ${file}`);
  gitIn(work, 'push', '--quiet', 'origin', 'master');
}

/** What tells the code of December 2022 from today's, where runtimes are concerned. */
function makeOld(name: string, work: string): void {
  const change = (file: string, from: RegExp, to: string): void => {
    const at = path.join(work, file);
    writeFileSync(at, readFileSync(at, 'utf8').replace(from, to));
  };
  if (name === 'hubs') change('package-lock.json', /"lockfileVersion": 3/, '"lockfileVersion": 2');
  if (name === 'dialog') change('package-lock.json', /"lockfileVersion": 3/, '"lockfileVersion": 1');
  if (name !== 'reticulum') return;
  rmSync(path.join(work, 'config/runtime.exs'));
  cpSync('test/fixtures/eras/reticulum/dev-exs/before/config/dev.exs', path.join(work, 'config/dev.exs'));
}

/** Everything outside the workspace that `metaton init` may look at. */
export interface World extends RunOptions {
  readonly cwd: string;
  /** What the package managers did, a line each. */
  readonly count: () => readonly string[];
  /** While this file is there, installs stay where they are. */
  readonly gate: string;
  readonly repositories: string;
}

/** A workspace with a home of its own, in which GitHub's `owners` are folders below `repositories`; others are nowhere. */
export function layWorld(folder: string, owners: Readonly<Record<string, string>> = {}): World {
  const [workspace, home, repositories] = ['world', 'home', 'repositories'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [workspace, home, repositories]) mkdirSync(each, { recursive: true });
  layNode(path.join(home, '.nvm/versions/node/v16.20.2'), '16.20.2', '8.19.4');
  layNode(path.join(home, '.volta/tools/image/node/18.20.8'), '18.20.8', '10.8.2');
  layNode(path.join(home, '.local/share/mise/installs/node/22.1.0'), '22.1.0', '10.7.0');
  layElixir(path.join(home, '.asdf/installs'), '1.12.3-otp-23', '23.3.4.20');
  layElixir(path.join(home, '.local/share/mise/installs'), '1.16.3-otp-25', '25.3.2.20');
  const count = path.join(folder, 'count');
  writeFileSync(count, '');
  const rules = [
    ...Object.entries(owners).map(([owner, at]) => [
      `https://github.com/${owner}/`,
      `${pathToFileURL(path.join(repositories, at)).href}/`,
    ]),
    ['https://github.com/', 'file:///nowhere/'],
  ];
  const git = Object.fromEntries(
    rules.flatMap(([from = '', to = ''], index) => [
      [`GIT_CONFIG_KEY_${index}`, `url.${to}.insteadOf`],
      [`GIT_CONFIG_VALUE_${index}`, from],
    ]),
  );
  const gate = path.join(folder, 'gate');
  return {
    cwd: workspace,
    repositories,
    gate,
    count: () =>
      readFileSync(count, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    env: {
      METATON_DATA_FOLDER: path.join(folder, 'user data'),
      HOME: home,
      XDG_DATA_HOME: path.join(home, '.local/share'),
      GIT_CONFIG_COUNT: String(rules.length),
      ...git,
      COUNT: count,
      GATE: gate,
      MODULES: path.resolve('dist/miniature'),
    },
  };
}

function program(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

/** A Node that says it is of another version, with an npm and a yarn that need no registry. */
function layNode(folder: string, version: string, npm: string): void {
  const says = `[ "$1" = --version ] && { echo v${version}; exit; }`;
  program(path.join(folder, 'bin/node'), `#!/bin/sh\n${says}\nexec '${process.execPath}' "$@"\n`);
  const manager = path.resolve('test/fixtures/programs/package-manager.mjs');
  for (const name of ['npm', 'yarn']) {
    const script = path.join(folder, 'lib/node_modules', name, 'bin', name);
    program(script, `#!/bin/sh\n`);
    program(
      path.join(folder, 'bin', name),
      `#!/bin/sh\nNODE_OF=${version} exec '${process.execPath}' '${manager}' ${name} "$@"\n`,
    );
    const [major] = name === 'npm' ? [npm] : ['1.22.0'];
    writeFileSync(path.join(folder, 'lib/node_modules', name, 'package.json'), JSON.stringify({ version: major }));
  }
}

/** A mix that says what it is, and is the miniature's own in all else. */
function layElixir(installs: string, elixir: string, erlang: string): void {
  const otp = erlang.split('.')[0] ?? '';
  const says = `printf 'Erlang/OTP ${otp} [erts]\\n\\nMix ${elixir.split('-')[0] ?? ''} (compiled with Erlang/OTP ${otp})\\n'`;
  program(
    path.join(installs, 'elixir', elixir, 'bin/mix'),
    `#!/bin/sh\n[ "$1" = --version ] && { ${says}; exit; }\necho "mix $1 on OTP ${otp}" >> "$COUNT"\nexec "$PWD/bin/mix" "$@"\n`,
  );
  program(path.join(installs, 'erlang', erlang, 'bin/erl'), '#!/bin/sh\n');
}
