/** Checks of the folder and of what is still to be fetched: where they pass, and on a real fault. */
import { once } from 'node:events';
import { link, mkdir, rename, rm, statfs, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeMachine } from '../../src/adapters/machine.ts';
import type { CheckGround, MachineGround } from '../../src/model/check.ts';
import { askMachine, type DoctorRig, doctorRig, wordsOf } from '../helpers/doctor-rig.ts';
import { freePort } from '../helpers/free-port.ts';
import { writeSettings } from '../helpers/workspace.ts';

let rig: DoctorRig;
const at = (...parts: readonly string[]): string => path.join(rig.folder, ...parts);

beforeAll(async () => {
  rig = await doctorRig();
});
afterAll(() => rig.close());

/** The same workspace, somewhere else. */
const inFolder =
  (folder: string, platform?: string) =>
  (ground: CheckGround): CheckGround => ({
    ...ground,
    workspace: { ...ground.workspace, folder },
    values: { ...ground.values, platform: platform ?? ground.values.platform },
  });

it('host.disk: room as the system tells it, and too little of it', async () => {
  const { bavail, bsize } = await statfs(rig.folder);
  const free = bavail * bsize >= 3 * 2 ** 30;
  expect((await rig.ask('host.disk')).status === 'pass').toBe(free);
  const having =
    (freeMiB: number, freeFiles: number) =>
    (ground: CheckGround): CheckGround => ({
      ...ground,
      machine: {
        ...ground.machine,
        host: { ...ground.machine.host, disk: () => Promise.resolve({ freeMiB, freeFiles }) },
      },
      facts: { ...ground.facts, installed: new Set() },
    });
  expect(wordsOf(await rig.ask('host.disk', having(2_000, 9e6)))).toMatch(
    /^fail\n.*2\.0 GiB free; 3\.0 GiB are wanted/,
  );
  expect(wordsOf(await rig.ask('host.disk', having(5_000, 9e6)))).toMatch(/^warn\n.*10\.0 GiB are wanted/);
  expect(wordsOf(await rig.ask('host.disk', having(50_000, 9)))).toMatch(/^warn\n.*only 9 more files/);
});

it('host.memory and host.root: as the machine is, and otherwise', async () => {
  const host =
    (more: Partial<MachineGround['machine']['host']>) =>
    (ground: MachineGround): MachineGround => ({
      ...ground,
      machine: { ...ground.machine, host: { ...ground.machine.host, ...more } },
    });
  expect((await askMachine('host.memory', host({ memoryMiB: () => Promise.resolve(7_800) }))).status).toBe('pass');
  expect(wordsOf(await askMachine('host.memory', host({ memoryMiB: () => Promise.resolve(4_000) })))).toMatch(
    /^warn[\s\S]*metaton up --only reticulum/,
  );
  expect((await askMachine('host.root')).status).toBe(process.getuid?.() === 0 ? 'warn' : 'pass');
  expect((await askMachine('host.root', host({ isRoot: false }))).status).toBe('pass');
});

it('net.reach: a repository that answers, and one that does not', async () => {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const there = (server.address() as AddressInfo).port;
  const away = await freePort();
  await rename(path.join(rig.checkouts, 'hubs'), at('hubs aside'));
  const ask = async (port: number) => {
    await writeSettings(rig.folder, rig.checkouts, {
      hubs: { path: undefined, source: `http://127.0.0.1:${port}/hubs.git` },
    });
    return rig.ask('net.reach', (ground) => ({
      ...ground,
      services: ground.services.filter(({ name }) => name === 'hubs'),
    }));
  };
  try {
    expect((await ask(there)).status).toBe('pass');
    expect(wordsOf(await ask(away))).toMatch(
      new RegExp(`^warn\\n[^]*127\\.0\\.0\\.1:${away}[^]*metaton init --offline`),
    );
  } finally {
    server.close();
    await rename(at('hubs aside'), path.join(rig.checkouts, 'hubs'));
    await writeSettings(rig.folder, rig.checkouts);
  }
});

it('path.bearable: a folder with a space, before and after the media library is built', async () => {
  const without = (ground: CheckGround): CheckGround => ({
    ...ground,
    facts: { ...ground.facts, installed: new Set() },
  });
  expect(wordsOf(await rig.ask('path.bearable', without))).toMatch(/^warn\ndialog cannot be built in its folder/);
  expect((await rig.ask('path.bearable')).status).toBe('pass');
});

it('path.case: a disk that tells upper from lower case, and a folder in which both are one file', async () => {
  const onLinux = inFolder(rig.folder, 'linux-x64');
  expect((await rig.ask('path.case', onLinux)).status).toBe('pass');
  await link(at('metaton.yaml'), at('METATON.YAML'));
  try {
    expect(wordsOf(await rig.ask('path.case', onLinux))).toMatch(/^warn\n.*does not tell upper from lower case/);
    expect((await rig.ask('path.case', inFolder(rig.folder, 'darwin-arm64'))).status).toBe('pass');
  } finally {
    await rm(at('METATON.YAML'));
  }
});

it('path.length and path.windows: on Windows and in WSL, high up and deep down, at home and abroad', async () => {
  const deep = `C:\\${'world\\'.repeat(20)}`;
  expect(wordsOf(await rig.ask('path.length', inFolder(deep, 'win32-x64')))).toMatch(/^warn\n.*longer than 80/);
  expect((await rig.ask('path.length', inFolder('C:\\world', 'win32-x64'))).status).toBe('pass');
  expect((await rig.ask('path.length', inFolder(deep, 'linux-x64'))).status).toBe('pass');
  const inWsl =
    (folder: string) =>
    (ground: CheckGround): CheckGround => ({
      ...inFolder(folder)(ground),
      machine: {
        ...ground.machine,
        files: { ...ground.machine.files, read: () => Promise.resolve('Linux 5.15-microsoft-standard-WSL2') },
      },
    });
  expect(wordsOf(await rig.ask('path.windows', inWsl('/mnt/c/world')))).toMatch(/^warn\n.*on a disk of Windows/);
  expect((await rig.ask('path.windows', inWsl('/home/ada/world'))).status).toBe('pass');
  expect((await rig.ask('path.windows', (ground) => ({ ...ground, machine: makeMachine({}) }))).status).toBe('skip');
});

it('tool.fetch: git is wanted where there is code to fetch, npm always', async () => {
  const having = async (...programs: readonly string[]): Promise<(ground: CheckGround) => CheckGround> => {
    const folder = at(`with ${programs.join(' ')}`);
    await mkdir(folder);
    for (const name of programs) await symlink(process.execPath, path.join(folder, name));
    return (ground) => ({
      ...ground,
      machine: makeMachine({ PATH: folder }),
      values: { ...ground.values, node: path.join(folder, 'node') },
      facts: { ...ground.facts, checkouts: new Map() },
    });
  };
  expect((await rig.ask('tool.fetch', await having('git', 'npm'))).status).toBe('pass');
  expect(wordsOf(await rig.ask('tool.fetch', await having('npm')))).toMatch(/^fail\n.*git/);
  expect(wordsOf(await rig.ask('tool.fetch', await having('git')))).toMatch(/^fail\n.*npm/);
});
