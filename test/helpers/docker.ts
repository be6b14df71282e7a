/** A docker on the PATH, with a daemon of its own that outlives whoever asks it. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';

/** What a test needs of it. */
export interface Docker extends Disposable {
  /** For whoever is to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** The words of every call so far, without the program. */
  readonly calls: () => readonly (readonly string[])[];
}

const program = path.resolve('test/fixtures/programs/docker.mjs');

/** Its containers find their programs in these folders, then where Node and the system's are. */
export async function startDocker(folder: string, programs: readonly string[]): Promise<Docker> {
  const bin = path.join(folder, 'docker');
  mkdirSync(bin);
  const client = path.join(bin, 'docker');
  writeFileSync(client, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(client, 0o755);
  const log = path.join(bin, 'calls');
  writeFileSync(log, '');
  const env = { DOCKER_HOST: path.join(bin, 'socket'), DOCKER_LOG: log };
  const system = [path.dirname(process.execPath), '/usr/bin', '/bin'];
  const daemon = spawn(process.execPath, [program, 'serve'], {
    cwd: '/',
    env: { ...env, CONTAINER_PATH: [...programs, ...system].join(':') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(daemon.stdout, 'data');
  return {
    env: { ...env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    calls: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as string[]),
    [Symbol.dispose]: () => {
      daemon.kill('SIGKILL');
    },
  };
}
