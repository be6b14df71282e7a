/** A real server on a cluster of a test's own, and its end. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeDatabase } from '../../src/adapters/database.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import type { Database, PostgresBuild } from '../../src/model/machine.ts';
import { freePort } from './free-port.ts';

/** A cluster in a folder that goes with the test. */
export interface EmbeddedRig {
  readonly database: Database;
  readonly folder: string;
  readonly base: string;
  readonly port: number;
  readonly build: PostgresBuild | undefined;
  readonly url: (database?: string, user?: string, password?: string) => string;
  /** Starts the server; the answer stops it. */
  readonly start: () => Promise<() => Promise<void>>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Made and ready to be started. */
export async function makeEmbeddedRig(build?: PostgresBuild): Promise<EmbeddedRig> {
  const base = await fs.realpath(await fs.mkdtemp(path.join(tmpdir(), 'metaton-cluster-test-')));
  await fs.chmod(base, 0o755);
  const state = path.join(base, 'world', '.metaton');
  await fs.mkdir(state, { recursive: true });
  const folder = path.join(state, 'postgres');
  const port = await freePort();
  const database = makeDatabase({ files: makeFiles(base), temporaryDirectory: base, port, environment: {} });
  const url: EmbeddedRig['url'] = (name = 'postgres', user = 'postgres', password = 'postgres') =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  const stops = new Set<() => Promise<void>>();
  const start: EmbeddedRig['start'] = async () => {
    const command = await database.serverCommand(folder, build);
    // Nobody pulls a plug here, and disks are slow.
    const child = spawn(command.program, [...command.args, '-c', 'fsync=off'], {
      cwd: command.cwd,
      env: { PATH: process.env['PATH'], ...(command.env as Record<string, string>) },
      stdio: 'ignore',
      ...(command.user ?? {}),
    });
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
    const stop = async (): Promise<void> => {
      stops.delete(stop);
      child.kill('SIGINT');
      await exited;
    };
    stops.add(stop);
    const isUp = (): Promise<boolean> =>
      database.query(url(), 'SELECT 1').then(
        () => true,
        // A refusal is an answer, too.
        (error: unknown) => (error as { code?: string }).code?.startsWith('28') === true,
      );
    while (child.exitCode === null && !(await isUp()));
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    return stop;
  };
  await database.prepareCluster(folder, 'postgres', build);
  return {
    ...{ database, folder, base, port, build, url, start },
    [Symbol.asyncDispose]: async () => {
      for (const stop of stops) await stop();
      await database.removeCluster(folder);
      await fs.rm(base, { recursive: true, force: true });
    },
  };
}
