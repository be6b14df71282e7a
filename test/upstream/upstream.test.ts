/**
 * The patches against real checkouts: `npm run test:upstream -- DIR`, where DIR holds clones called reticulum, dialog,
 * hubs and Spoke, of any commit, none of them changed. What their configurations say is asked of Elixir and Node; those
 * of webpack can only be loaded where the dependencies are installed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../src/adapters/certificates.ts';
import { makeFiles } from '../../src/adapters/files.ts';
import { applyPlanned, revertPatches } from '../../src/engine/patch-journal.ts';
import type { ServiceDefinition } from '../../src/model/service-definition.ts';
import type { StackValues } from '../../src/model/stack-values.ts';
import { handEditNotices } from '../../src/plan/hand-edits.ts';
import { patchStates, planPatches } from '../../src/plan/plan-patches.ts';
import { dialog } from '../../src/services/dialog.ts';
import { hubsAdmin } from '../../src/services/hubs-admin.ts';
import { hubs } from '../../src/services/hubs.ts';
import { reticulum } from '../../src/services/reticulum.ts';
import { spoke } from '../../src/services/spoke.ts';
import { plainEnvironment } from '../helpers/plain-environment.ts';
import { evaluatedSettings, expectLocalSettings } from '../helpers/reticulum-config.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { stackValues } from '../helpers/stack-values.ts';
import { hasTool } from '../helpers/tools.ts';
import { expectLocalConfig, loadedConfig } from '../helpers/webpack-config.ts';

const upstream = process.env['METATON_UPSTREAM'] ?? '';
const preloads = path.resolve('templates/preloads');

interface Clone {
  readonly service: ServiceDefinition;
  readonly repository: string;
  readonly checkout: string;
  /** The most lines that git may call changed, added and removed each, by file. */
  readonly most: Readonly<Record<string, number>>;
}

const clone = (service: ServiceDefinition, repository: string, folder: string, most: Clone['most']): Clone => ({
  service,
  repository: path.join(upstream, repository),
  checkout: path.join(upstream, repository, folder),
  most,
});

const clones: readonly Clone[] = [
  // Two more where the settings are literal: the host and the port of dialog.
  clone(reticulum, 'reticulum', '', { 'config/dev.exs': 7 }),
  clone(dialog, 'dialog', '', {}),
  clone(hubs, 'hubs', '', { 'webpack.config.js': 8 }),
  clone(hubsAdmin, 'hubs', 'admin', { 'admin/webpack.config.js': 10 }),
  clone(spoke, 'Spoke', '', { 'src/api/Api.js': 1, 'webpack.config.js': 3 }),
];

/** What is seen is the use of this suite: it is shown even where all is well. */
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });

/** `file added removed`, as git counts. */
const changes = (repository: string): readonly (readonly [string, number, number])[] =>
  git(repository, 'diff', '--numstat')
    .split('\n')
    .flatMap((line) => {
      const [added, removed, file] = line.split('\t');
      return file === undefined ? [] : [[file, Number(added), Number(removed)] as const];
    });

const isInstalled = (checkout: string): boolean => {
  try {
    createRequire(path.join(checkout, 'package.json')).resolve('webpack');
    return true;
  } catch {
    return false;
  }
};

/** What proves of a service that its settings are right, where the machine has what it takes. */
const proofs: Readonly<Record<string, (clone: Clone, values: StackValues) => Promise<void>>> = {
  reticulum: async ({ checkout }, values) => {
    expectLocalSettings(await evaluatedSettings(checkout, values, 'the key'), checkout, 'the key');
  },
  dialog: ({ checkout }, values) => {
    expect(dialogConfig(checkout, values)).toEqual({
      port: '4443',
      files: [values.certificate.fullchain, values.certificate.key, values.permsKey.publicPem],
      listenIps: [{ ip: '127.0.0.1' }],
    });
    return Promise.resolve();
  },
  ...Object.fromEntries(
    [hubs, hubsAdmin, spoke].map((service) => [
      service.name,
      async ({ checkout }: Clone, values: StackValues) => {
        const node = process.env[`METATON_NODE_${service.name.toUpperCase().replace('-', '_')}`];
        await expectLocalConfig(service, await loadedConfig(service, checkout, values, node), checkout);
      },
    ]),
  ),
};

function dialogConfig(checkout: string, values: StackValues): unknown {
  const script = `
    const { https, authKey, mediasoup } = require('./config');
    const files = [https.tls.cert, https.tls.key, authKey];
    console.log(JSON.stringify({ port: https.listenPort, files, listenIps: mediasoup.webRtcTransportOptions.listenIps }));`;
  return JSON.parse(
    execFileSync(process.execPath, ['-e', script], {
      cwd: checkout,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...plainEnvironment(dialog, values) },
    }),
  ) as unknown;
}

const canProve = ({ service, checkout }: Clone): boolean =>
  service === dialog || (service === reticulum ? hasTool('elixir') : isInstalled(checkout));

describe.each(clones)('$service.name', (one) => {
  const { service, repository, checkout, most } = one;
  let root = '';
  let values: StackValues;
  const files = makeFiles();
  const before = { status: '', exclude: '' };
  const excludeOf = (): Promise<string> =>
    readFile(path.join(repository, '.git/info/exclude'), 'utf8').catch(() => 'missing');

  beforeAll(async () => {
    if (!existsSync(checkout)) return;
    root = await mkdtemp(path.join(tmpdir(), 'metaton-upstream-'));
    await mkdir(path.join(root, 'certs'));
    for (const name of ['cert.pem', 'key.pem', 'fullchain.pem', 'perms.pub.pem', 'ca.pem'])
      await writeFile(path.join(root, 'certs', name), `${name}\n`);
    const snapshot = await snapshotOf(service, checkout);
    const era = service.eras.find(({ matches }) => matches(snapshot))?.name;
    say(`${service.name}: era ${era ?? 'unknown'} at ${git(repository, 'log', '-1', '--format=%h %as').trim()}`);
    values = stackValues(root, { checkout: () => checkout, preloads, era: () => era });
    Object.assign(before, {
      status: git(repository, 'status', '--porcelain', '--ignored'),
      exclude: await excludeOf(),
    });
    const planned = planPatches(service, snapshot, values);
    if (!planned.ok) throw new Error(JSON.stringify(planned.problems, undefined, 2));
    expect(handEditNotices(service, snapshot, values)).toEqual([]);
    await applyPlanned(files, planned.value, path.join(root, '.metaton'));
  });

  afterAll(() => (root === '' ? undefined : rm(root, { recursive: true, force: true })));

  it.runIf(service === reticulum && existsSync(checkout))(
    "takes reticulum's development key for what it is",
    async () => {
      const key = await readFile(path.join(checkout, 'container', 'dev-perms.pem'), 'utf8');
      await writeFile(path.join(root, 'certs', 'perms.pem'), key, { mode: 0o600 });
      const { ensurePermsKeys } = makeCertificates(files);
      await expect(ensurePermsKeys(path.join(root, 'certs'))).rejects.toMatchObject({
        problem: { code: 'perms-key-public' },
      });
      expect(await readFile(path.join(root, 'certs', 'perms.pem'), 'utf8')).toBe(key);
      await rm(path.join(root, 'certs', 'perms.pem'));
    },
  );

  it.runIf(existsSync(checkout))(
    'takes few lines, tells git of nothing else, and is done the second time',
    async () => {
      const changed = changes(repository);
      say(`${service.name}: ${changed.map((line) => line.join(' ')).join(', ') || 'no tracked line'}`);
      for (const [file, added, removed] of changed) {
        expect(most[file], `${file} was to stay as it is`).toBeDefined();
        expect(Math.max(added, removed)).toBeLessThanOrEqual(most[file] ?? 0);
      }
      const untracked = (status: string): readonly string[] => status.match(/^\?\?.*/gm) ?? [];
      expect(untracked(git(repository, 'status', '--porcelain'))).toEqual(untracked(before.status));
      const states = patchStates(service, await snapshotOf(service, checkout), values);
      if (!states.ok) throw new Error(JSON.stringify(states.problems));
      expect(states.value.filter(({ state }) => state === 'pristine' || state === 'conflict')).toEqual([]);
    },
  );

  it.runIf(existsSync(checkout) && canProve(one))(
    `is right, as ${service === reticulum ? 'Elixir reads' : 'Node loads'} it (needs ${service === reticulum ? 'elixir' : 'its dependencies'})`,
    () => proofs[service.name]?.(one, values),
  );

  it.runIf(existsSync(checkout))('is as before when it is taken back', async () => {
    expect(await revertPatches(files, service.name, checkout, path.join(root, '.metaton'))).toMatchObject({ ok: true });
    expect(git(repository, 'status', '--porcelain', '--ignored')).toBe(before.status);
    expect(await excludeOf()).toBe(before.exclude);
  });
});
