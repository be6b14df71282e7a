/** reticulum with the programs of an image; Docker itself is none here, but a client and a daemon of the same manners. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectNothingLeft, makeFolder, metaton, start } from '../helpers/cli.ts';
import { type Docker, startDocker } from '../helpers/docker.ts';
import { guardOf, leftOver, startedBy, untilNothing } from '../helpers/left-over.ts';
import { layRepositories, layWorld, type World } from '../helpers/sources.ts';

const chosen = ['init', '--only', 'reticulum', '--runtime', 'reticulum=docker'];

const installed = 'home/.local/share/mise/installs';

/** What an image has: the programs of the home, which has them, too. */
const programsIn = (folder: string): readonly string[] =>
  ['elixir/1.16.3-otp-25', 'erlang/25.3.2.20'].map((name) => path.join(folder, installed, name, 'bin'));

async function layDockerWorld(folder: string, { env }: Docker): Promise<World> {
  const world = layWorld(folder, { 'DAO-TON-CON': 'ton', mozilla: 'ton' });
  await layRepositories(world.repositories, 'ton', 'today');
  return { ...world, env: { ...world.env, ...env } };
}

const runsOf = (docker: Docker): readonly (readonly string[])[] => docker.calls().filter(([word]) => word === 'run');

/** Exit codes, words, variables and signals, and the end of what does not want to end. */
async function expectHandsOn(folder: string, world: World): Promise<void> {
  // In the place of an Elixir: any shell script.
  const elixir = path.join(folder, installed, 'elixir/1.16.3-otp-25/bin/elixir');
  writeFileSync(elixir, '#!/bin/sh\nexec sh -c "$@"\n', { mode: 0o755 });
  const elsewhere = path.join(folder, 'a checkout of my own');
  mkdirSync(elsewhere);
  const ask = (...words: readonly string[]) => {
    const child = spawn(path.join(world.cwd, '.metaton/runtimes/reticulum-docker/elixir'), words, {
      cwd: elsewhere,
      env: { ...process.env, ...world.env, MULTILINE: 'a\nSECRET=b', 'not.a.name': 'x' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    return { child, said: () => said, ended: once(child, 'close') };
  };
  const asked = ask('pwd; printf "%s|" "$MULTILINE" "$SECRET" "$MIX_HOME" "$1" "$2"; exit 7', 'sh', "it's", 'a  b');
  expect(await asked.ended).toEqual([7, null]);
  const [at, first, second, ...others] = asked.said().split('\n');
  expect([at, first]).toEqual([elsewhere, 'a']);
  expect(second).toMatch(
    /^SECRET=b\|\|\/.*\/\.metaton\/runtimes\/reticulum-docker-home\/[^/]+\/\.mix\|it's\|a {2}b\|$/,
  );
  expect(others).toEqual([]);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const polite = ask('trap "sleep 0.2; exit 9" TERM; echo up; while :; do sleep 0.1; done');
    await once(polite.child.stdout, 'data');
    polite.child.kill(signal);
    expect(await polite.ended).toEqual([9, null]);
  }
  const stubborn = ask('trap "" TERM; echo up; while :; do sleep 0.1; done');
  await once(stubborn.child.stdout, 'data');
  stubborn.child.kill('SIGKILL');
  await untilNothing(() => leftOver([], undefined, folder), 15_000);
}

describe.skipIf(process.platform === 'win32')('runtime: docker', () => {
  test('installs and runs reticulum in containers, which end with metaton, however that ends', async () => {
    using folder = makeFolder();
    using docker = await startDocker(folder.path, programsIn(folder.path));
    const world = await layDockerWorld(folder.path, docker);
    const first = await metaton(chosen, world);
    expect(first.stderr).toContain('All is in place');
    expect(first.stderr).toMatch(/Elixir 1\.16\.3 on OTP 25 in a container, Docker/);
    expect(first.code).toBe(0);
    expect(readFileSync(path.join(world.cwd, 'metaton.yaml'), 'utf8')).toMatch(/runtime: docker$/m);
    expect(world.count().filter((line) => line.startsWith('mix'))).toContain('mix compile on OTP 25');
    const images = docker.calls().filter(([word]) => word === 'build');
    expect(images).toEqual([
      ['build', '--tag', expect.stringMatching(/^metaton-elixir:1\.16\.3-erlang-[^:]+-[0-9a-f]{8}$/), '-'],
    ]);
    expect((await metaton(['init', '--only', 'reticulum'], world)).code).toBe(0);
    expect(docker.calls().filter(([word]) => word === 'build')).toEqual(images);

    await expectHandsOn(folder.path, world);

    // It is ready only with what its environment says.
    const run = start(['up', '--only', 'reticulum'], world);
    await run.saw(/Ctrl-C stops everything/);
    run.process.kill('SIGINT');
    const { code, stdout, stderr } = await run.finished;
    expect(stderr).not.toMatch(/killed/i);
    expect(stdout).toContain('SIGTERM received - shutting down');
    expect(code).toBe(130);
    await expectNothingLeft(folder.path);
    const words = runsOf(docker).flat();
    expect(words).toContain('PERMS_KEY');
    expect(words.filter((word) => /^(PATH|HEX_HOME|DOCKER_HOST|_)$/.test(word))).toEqual([]);
    const secrets = [
      ...readFileSync(path.join(world.cwd, 'certs/perms.pem'), 'utf8').split('\n').slice(1, -2),
      readFileSync(path.join(world.cwd, '.metaton/console/.erlang.cookie'), 'utf8').trim(),
    ];
    for (const secret of secrets) {
      expect(secret).toMatch(/\S{2}/);
      expect(words.filter((word) => word.includes(secret))).toEqual([]);
      expect(words.filter((word) => word !== '' && secret.replace(/=+$/, '') === word)).toEqual([]);
    }

    const killed = start(['up', '--only', 'reticulum'], world);
    await killed.saw(/Ctrl-C stops everything/);
    const guard = await guardOf(killed.process.pid ?? 0);
    const pids = await startedBy(killed.process.pid ?? 0, guard?.tag);
    killed.process.kill('SIGKILL');
    await untilNothing(() => leftOver(pids, guard?.tag, folder.path), 10_000);
    await killed.finished;
    await expectNothingLeft(folder.path);
  });

  test('for another service is refused before anything is written', async () => {
    using folder = makeFolder();
    const given = await metaton(['init', '--runtime', 'hubs=docker'], { cwd: folder.path });
    expect(given.stderr).toMatch(/services\.hubs\.runtime[^]*setting-invalid[^]*docker is for reticulum alone/);
    expect(given.code).toBe(2);
    const settings = path.join(folder.path, 'metaton.yaml');
    expect(existsSync(settings)).toBe(false);

    writeFileSync(settings, 'services:\n  spoke:\n    runtime: docker\n');
    const written = await metaton(['up'], { cwd: folder.path });
    expect(written.stderr).toMatch(
      /services\.spoke\.runtime[^]*setting-invalid[^]*metaton\.yaml[^]*docker is for reticulum alone/,
    );
    expect(written.code).toBe(2);
  });
});
