/**
 * The patched configurations of hubs, its admin panel and Spoke: loaded, and served by the real webpack-dev-servers,
 * which `METATON_TEST_WEBPACK` names: a folder with a package tree each in `3`, `4` and `5`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeMachine } from '../../src/adapters/machine.ts';
import { applyPlanned } from '../../src/engine/patch-journal.ts';
import type { ServiceDefinition } from '../../src/model/service-definition.ts';
import type { StackValues } from '../../src/model/stack-values.ts';
import { planPatches } from '../../src/plan/plan-patches.ts';
import { hubsAdmin } from '../../src/services/hubs-admin.ts';
import { hubs } from '../../src/services/hubs.ts';
import { spoke } from '../../src/services/spoke.ts';
import { makeFolder } from '../helpers/cli.ts';
import { ask, layMiniature, cleanUp, until } from '../helpers/miniature-rig.ts';
import { plainEnvironment } from '../helpers/plain-environment.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { stackValues } from '../helpers/stack-values.ts';
import { expectLocalConfig, loadedConfig } from '../helpers/webpack-config.ts';

const trees = process.env['METATON_TEST_WEBPACK'] ?? '';
const { files, certificates, network } = makeMachine({});
const running = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of running) {
    running.delete(child);
    if (child.exitCode !== null || child.pid === undefined) continue;
    const closed = once(child, 'close');
    process.kill(-child.pid, 'SIGKILL');
    await closed;
  }
  await cleanUp();
});

/** Patches a checkout, with a certificate of a real authority. */
async function patched(service: ServiceDefinition, root: string, checkout: string): Promise<StackValues> {
  const snapshot = await snapshotOf(service, checkout);
  const values = stackValues(root, {
    checkout: () => checkout,
    preloads: path.resolve('templates/preloads'),
    openssl: () => process.versions.openssl,
    era: () => service.eras.find(({ matches }) => matches(snapshot))?.name,
  });
  await certificates.ensureAuthority(values.certificate, ['localhost']);
  await certificates.ensureLeaf(values.certificate, ['localhost'], values.certificate.folder);
  const planned = planPatches(service, snapshot, values);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  await applyPlanned(files, planned.value, values.state);
  return values;
}

describe('the configuration of the miniature of', () => {
  it.each([
    ['hubs', hubs, 'hubs', '.'],
    ['hubs-admin', hubsAdmin, 'hubs', 'admin'],
    ['spoke', spoke, 'spoke', '.'],
  ] as const)('%s says localhost when it is loaded', async (_name, service, miniature, folder) => {
    using root = makeFolder();
    const checkout = path.join(await layMiniature(miniature), folder);
    const values = await patched(service, root.path, checkout);
    await expectLocalConfig(service, await loadedConfig(service, checkout, values), checkout);
  });
});

interface Served {
  readonly service: ServiceDefinition;
  readonly fixture: string;
  readonly tree: string;
  readonly script: string;
  readonly port: number;
  readonly asset: string;
}

const served = (service: ServiceDefinition, fixture: string, tree: string): Served => {
  const [port, asset] = { hubs: [8080, 'hub'], 'hubs-admin': [8989, 'admin'] }[service.name] ?? [9090, 'spoke'];
  return {
    service,
    fixture,
    tree,
    script: service === spoke ? 'start' : 'local',
    port: Number(port),
    asset: `/assets/js/${asset}.js`,
  };
};

const cases = [
  served(hubs, 'eras/hubs/wds5', '5'),
  served(hubs, 'forks/hubs/whole-guide-wds4', '4'),
  served(hubs, 'eras/hubs/wds3', '3'),
  served(hubsAdmin, 'forks/hubs-admin/whole-guide-wds5', '5'),
  served(hubsAdmin, 'eras/hubs-admin/wds4', '4'),
  served(hubsAdmin, 'eras/hubs-admin/wds3-flags', '3'),
  served(spoke, 'forks/spoke/whole-guide-wds3', '3'),
].map((one) => [one.service.name, one.tree, one.fixture, one] as const);

describe.skipIf(trees === '')('the real webpack-dev-server (needs METATON_TEST_WEBPACK)', () => {
  it.each(cases)('serves %s with version %s by its script: %s', async (_name, _version, fixture, one) => {
    const { service, tree, script, port, asset } = one;
    using root = makeFolder();
    const checkout = path.join(root.path, 'services', service.name);
    await mkdir(path.dirname(checkout));
    await cp(path.join('test/fixtures', fixture, 'before'), checkout, { recursive: true });
    await symlink(path.join(trees, tree, 'node_modules'), path.join(checkout, 'node_modules'));
    const values = await patched(service, root.path, checkout);
    await expectLocalConfig(
      service,
      await loadedConfig(service, checkout, values),
      checkout,
      !fixture.endsWith('flags'),
    );
    const child = spawn('npm', ['run', script], {
      cwd: checkout,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...plainEnvironment(service, values) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
    await until(
      () => {
        if (child.exitCode !== null) throw new Error(`It ended before it served:\n${said}`);
        return network.verifyTls(port, 'localhost', values.certificate.authority).then(
          () => true,
          () => false,
        );
      },
      (isServing) => isServing,
    );
    const { status, body } = await ask(port, asset);
    expect([status, body.includes('localhost:4000')]).toEqual([200, true]);
  });
});
