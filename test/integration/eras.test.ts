import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckoutSnapshot } from '../../src/model/patch.ts';
import { handEditNotices } from '../../src/plan/hand-edits.ts';
import { planPatches } from '../../src/plan/plan-patches.ts';
import { dialog } from '../../src/services/dialog.ts';
import { hubsAdmin } from '../../src/services/hubs-admin.ts';
import { hubs } from '../../src/services/hubs.ts';
import { reticulum } from '../../src/services/reticulum.ts';
import { spoke } from '../../src/services/spoke.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { stackValues } from '../helpers/stack-values.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'eras');
const miniatures = join(import.meta.dirname, '..', '..', 'templates', 'miniature');
const services = [reticulum, dialog, hubs, hubsAdmin, spoke];
const eras = services.flatMap((service) => service.eras.map((era) => [service.name, era.name, service, era] as const));
const values = stackValues('/world');

async function textsBelow(root: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    paths.map(async (path) => [path.slice(root.length + 1), await readFile(path, 'utf8')]),
  );
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

/** The texts of a folder once its patches are in. */
function patched(
  before: Readonly<Record<string, string>>,
  service: (typeof services)[number],
): Readonly<Record<string, string>> {
  const snapshot: CheckoutSnapshot = { root: '/thing', text: (file) => before[file] };
  const planned = planPatches(service, snapshot, values);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems, undefined, 2));
  return { ...before, ...Object.fromEntries(planned.value.files.map(({ file, after }) => [file, after])) };
}

describe.each(eras)('%s, era %s', (_service, _era, service, era) => {
  const folder = join(fixtures, service.name, era.name);

  it('becomes what its fixture says, and nothing more the second time', async () => {
    const before = await textsBelow(join(folder, 'before'));
    const after = patched(before, service);
    expect(after).toEqual(await textsBelow(join(folder, 'after')));
    expect(patched(after, service)).toEqual(after);
  });

  it('is told from every other era of the service, by files that are read', async () => {
    for (const name of readdirSync(join(fixtures, service.name))) {
      const snapshot = await snapshotOf(service, join(fixtures, service.name, name, 'before'));
      expect([name, era.matches(snapshot)]).toEqual([name, name === era.name]);
    }
  });

  it('gives every patch an id of its own', () => {
    const ids = era.patches.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const forks = services.flatMap((service) => {
  const folder = join(fixtures, '..', 'forks', service.name);
  return readdirSync(folder).map((name) => [service.name, name, service, join(folder, name)] as const);
});

describe.each(forks)('%s, the fork %s', (_service, name, service, folder) => {
  it('becomes what its fixture says, and nothing more the second time', async () => {
    const before = await textsBelow(join(folder, 'before'));
    const after = patched(before, service);
    expect(after).toEqual(await textsBelow(join(folder, 'after')));
    expect(patched(after, service)).toEqual(after);
  });

  it('is of the era that its name ends with, and what was edited by hand is told', async () => {
    const snapshot = await snapshotOf(service, join(folder, 'before'));
    const era = service.eras.find((each) => each.matches(snapshot))?.name ?? 'no era';
    expect(name).toMatch(new RegExp(`-${era}$`));
    const told = await readFile(join(folder, 'told.txt'), 'utf8');
    expect(handEditNotices(service, snapshot, values).join('\n')).toBe(told.trimEnd());
  });
});

it('tells of no hand where there was none', async () => {
  for (const [, name, service] of eras) {
    const snapshot = await snapshotOf(service, join(fixtures, service.name, name, 'before'));
    expect(handEditNotices(service, snapshot, values)).toEqual([]);
  }
});

describe.each([
  [reticulum, 'reticulum', 'runtime-exs'],
  [dialog, 'dialog', 'env-config'],
  [hubs, 'hubs', 'wds4'],
  [hubsAdmin, join('hubs', 'admin'), 'wds4'],
  [spoke, 'spoke', 'wds3'],
])('the miniature of $name', (service, folder, era) => {
  it("takes the patches of today's era", async () => {
    const snapshot = await snapshotOf(service, join(miniatures, folder));
    expect(service.eras.find((each) => each.matches(snapshot))?.name).toBe(era);
    expect(service.source?.marks.filter((mark) => snapshot.text(mark) === undefined)).toEqual([]);
    expect(planPatches(service, snapshot, values)).toMatchObject({ ok: true });
    expect(handEditNotices(service, snapshot, values)).toEqual([]);
  });
});
