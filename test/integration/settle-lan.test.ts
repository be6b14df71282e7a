/** Opening and closing a workspace on a real disk, cut off at every write. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFiles } from '../../src/adapters/files.ts';
import type { CertificateState } from '../../src/model/certificates.ts';
import type { Files } from '../../src/model/machine.ts';
import type { Session } from '../../src/model/session.ts';
import { type LanWish, settleLan } from '../../src/stack/settle-lan.ts';
import { fakeMachine } from '../helpers/fake-machine.ts';
import { madeUpSession } from '../helpers/made-up-session.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'metaton-lan-'));
  await writeFile(path.join(folder, 'metaton.yaml'), 'host: localhost # mine\n');
  await mkdir(path.join(folder, 'certs'));
  for (const [name, mode] of [
    ['cert.pem', 0o644],
    ['key.pem', 0o600],
    ['perms.pem', 0o600],
  ] as const)
    await writeFile(path.join(folder, 'certs', name), `closed ${name}`, { mode });
});

afterEach(() => rm(folder, { recursive: true }));

const open: LanWish = { isOpen: true, host: undefined };
const close: LanWish = { isOpen: false, host: undefined };

/** A session with a real disk, of which all changes from the `failing`th on fail. */
function sessionOf(failing = Infinity, authority: CertificateState = { kind: 'missing' }): Session {
  const files = makeFiles();
  let count = 0;
  const changing = ['write', 'copy', 'makeFolder', 'remove', 'rename'] as const;
  const cut =
    <A extends unknown[], R>(change: (...given: A) => Promise<R>) =>
    (...given: A): Promise<R> =>
      ++count > failing ? Promise.reject(new Error('cut off')) : change(...given);
  const cutting = Object.fromEntries(changing.map((name) => [name, cut(files[name] as never)])) as unknown as Files;
  const machine = fakeMachine({
    network: { lanAddresses: () => Promise.resolve([{ address: '192.168.1.5', network: 'wlan0' }]) },
    certificates: { inspect: () => Promise.resolve({ authority, leaf: { kind: 'missing' }, permsKeys: 'missing' }) },
  });
  const { session } = madeUpSession({ ...machine, files: { ...files, ...cutting } }, { yes: true });
  return { ...session, directory: folder };
}

async function grant(wish: LanWish, session: Session): Promise<void> {
  const settled = await settleLan(wish, session);
  if (!settled.ok) throw new Error(settled.problems[0].code);
  const kept = await settled.value.keep();
  if (!kept.ok) throw new Error(kept.problems[0].code);
}

const state = async (): Promise<{ open?: object }> =>
  JSON.parse(await readFile(path.join(folder, '.metaton/lan.json'), 'utf8')) as { open?: object };

const certs = async (): Promise<unknown> =>
  Promise.all(
    (await readdir(path.join(folder, 'certs'))).map(async (name) => {
      const file = path.join(folder, 'certs', name);
      return [name, (await stat(file)).mode, await readFile(file, 'utf8')];
    }),
  );

/** What a run that is open does to the folder. */
async function issue(): Promise<void> {
  for (const name of ['cert.pem', 'key.pem', 'fullchain.pem', 'ca.pem'])
    await writeFile(path.join(folder, 'certs', name), `open ${name}`);
}

describe('opening and closing', () => {
  it('puts back what was in certs/, and takes away what was not, wherever it is cut off', async () => {
    const before = await certs();
    for (let failing = 0; failing < 24; failing++) {
      await grant(open, sessionOf(failing)).catch(() => undefined);
      await grant(open, sessionOf());
      await issue();
      await grant(close, sessionOf(failing)).catch(() => undefined);
      await grant(close, sessionOf());
      expect([failing, await certs()]).toEqual([failing, before]);
      expect((await state()).open).toBeUndefined();
      expect(await readdir(path.join(folder, '.metaton/lan'))).toEqual([]);
    }
    expect(await readFile(path.join(folder, 'metaton.yaml'), 'utf8')).toBe('host: localhost # mine\n');
  });

  it('keeps what was there at first where it is moved to another host', async () => {
    const before = await certs();
    await grant(open, sessionOf());
    await issue();
    await grant({ isOpen: true, host: '192.168.1.5' }, sessionOf());
    await grant(close, sessionOf());
    expect(await certs()).toEqual(before);
  });

  it('goes back even where what is remembered is damaged', async () => {
    const before = await certs();
    await grant(open, sessionOf());
    await issue();
    await writeFile(path.join(folder, '.metaton/lan.json'), '{');
    await grant(close, sessionOf());
    expect(await certs()).toEqual(before);
    expect((await state()).open).toBeUndefined();
  });

  it('takes an authority of its own only where that of the user may not vouch for the host', async () => {
    await grant(open, sessionOf());
    expect((await state()).open).toMatchObject({ host: '192.168.1.5', hasOwnAuthority: true });
    const usable = { names: [], expiresAt: 0, daysLeft: 9, fingerprint: '', isUnconstrained: false };
    await grant(open, sessionOf(Infinity, { kind: 'usable', ...usable }));
    expect((await state()).open).toMatchObject({ host: '192.168.1.5', hasOwnAuthority: false });
  });
});
