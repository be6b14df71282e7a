/**
 * The patches against real checkouts. `METATON_UPSTREAM` names a folder with clones called reticulum, dialog, hubs and
 * Spoke, none of them changed: `METATON_UPSTREAM=~/clones npx vitest run --config test/upstream/vitest.config.ts`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFiles } from '../../src/adapters/files.ts';
import { applyPlanned, revertPatches } from '../../src/engine/patch-journal.ts';
import type { ServiceDefinition } from '../../src/model/service-definition.ts';
import type { StackValues } from '../../src/model/stack-values.ts';
import { patchStates, planPatches } from '../../src/plan/plan-patches.ts';
import { dialog } from '../../src/services/dialog.ts';
import { hubsAdmin } from '../../src/services/hubs-admin.ts';
import { hubs } from '../../src/services/hubs.ts';
import { reticulum } from '../../src/services/reticulum.ts';
import { spoke } from '../../src/services/spoke.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { stackValues } from '../helpers/stack-values.ts';

const upstream = process.env['METATON_UPSTREAM'] ?? '';

/** Service, folder of its clone, folder within it, and the lines that git may call changed: `added removed file`. */
const cases: readonly (readonly [ServiceDefinition, string, string, readonly string[]])[] = [
  [reticulum, 'reticulum', '.', ['5 4 config/dev.exs']],
  [dialog, 'dialog', '.', []],
  [hubs, 'hubs', '.', ['5 5 webpack.config.js']],
  [hubsAdmin, 'hubs', 'admin', ['9 9 admin/webpack.config.js']],
  [spoke, 'Spoke', '.', ['1 1 src/api/Api.js', '1 1 webpack.config.js']],
];

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });

describe.skipIf(!existsSync(join(upstream, 'reticulum')))('patches of real checkouts', () => {
  let root = '';
  const files = makeFiles();

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'metaton-upstream-'));
    await mkdir(join(root, 'certs'));
    for (const name of ['cert.pem', 'key.pem', 'fullchain.pem', 'perms.pub.pem'])
      await writeFile(join(root, 'certs', name), `${name}\n`);
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(cases)(
    '$name: few lines, none twice, and none left after revert',
    async (service, clone, folder, numstat) => {
      const repository = join(upstream, clone);
      const checkout = join(repository, folder);
      const state = join(root, '.metaton');
      const values: StackValues = stackValues(root, { checkout: () => checkout });
      const status = git(repository, 'status', '--porcelain', '--ignored');
      const exclude = await readFile(join(repository, '.git/info/exclude'), 'utf8');

      const planned = planPatches(service, await snapshotOf(service, checkout), values);
      if (!planned.ok) throw new Error(JSON.stringify(planned.problems, undefined, 2));
      expect(await applyPlanned(files, planned.value, state)).toBeGreaterThan(0);
      expect(
        git(repository, 'diff', '--numstat')
          .trim()
          .split('\n')
          .filter(Boolean)
          .map((line) => line.replaceAll('\t', ' ')),
      ).toEqual(numstat);
      expect(git(repository, 'status', '--porcelain').match(/^\?\?.*/gm)).toBeNull();

      const states = patchStates(service, await snapshotOf(service, checkout), values);
      if (!states.ok) throw new Error(JSON.stringify(states.problems));
      expect(states.value.map(({ state: one }) => one)).toEqual(states.value.map(() => 'applied'));
      expect(await applyPlanned(files, planned.value, state)).toBe(0);

      expect(await revertPatches(files, service.name, checkout, state)).toMatchObject({ problems: [] });
      expect(git(repository, 'status', '--porcelain', '--ignored')).toBe(status);
      expect(await readFile(join(repository, '.git/info/exclude'), 'utf8')).toBe(exclude);
    },
  );
});
