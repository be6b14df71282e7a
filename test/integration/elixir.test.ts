/** The patched settings of reticulum, as Elixir itself reads them. */
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeMachine } from '../../src/adapters/machine.ts';
import { applyPlanned } from '../../src/engine/patch-journal.ts';
import { planPatches } from '../../src/plan/plan-patches.ts';
import { reticulum } from '../../src/services/reticulum.ts';
import { makeFolder } from '../helpers/cli.ts';
import { evaluatedSettings, expectLocalSettings } from '../helpers/reticulum-config.ts';
import { snapshotOf } from '../helpers/snapshot.ts';
import { stackValues } from '../helpers/stack-values.ts';
import { hasTool } from '../helpers/tools.ts';

const permsKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs1',
  format: 'pem',
});

/** Patches a copy of a folder, and has Elixir evaluate it. */
async function settingsOf(source: string, folder: string, guideEdits = false) {
  const checkout = path.join(folder, 'services/reticulum');
  await mkdir(path.dirname(checkout), { recursive: true });
  await cp(source, checkout, { recursive: true });
  const values = stackValues(folder, { guideEdits });
  const planned = planPatches(reticulum, await snapshotOf(reticulum, checkout), values);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  await applyPlanned(makeMachine({}).files, { ...planned.value, copies: [] }, path.join(folder, '.metaton'));
  return { checkout, settings: await evaluatedSettings(checkout, values, permsKey.toString()) };
}

test
  .skipIf(!hasTool('elixir'))
  .each([
    'templates/miniature/reticulum',
    'test/fixtures/eras/reticulum/runtime-exs/before',
    'test/fixtures/eras/reticulum/dev-exs/before',
    'test/fixtures/eras/reticulum/literal-exs/before',
    'test/fixtures/forks/reticulum/whole-guide-runtime-exs/before',
    'test/fixtures/forks/reticulum/whole-guide-dev-exs/before',
    'test/fixtures/forks/reticulum/whole-guide-literal-exs/before',
  ])('Elixir reads localhost everywhere but in the two hosts that must stay: %s (needs elixir)', async (source) => {
  using folder = makeFolder();
  const { checkout, settings } = await settingsOf(source, folder.path);
  expectLocalSettings(settings, checkout, permsKey.toString());
});

test.skipIf(!hasTool('elixir'))('a file of LAN and CRLF is put right as well (needs elixir)', async () => {
  using folder = makeFolder();
  const { settings } = await settingsOf('test/fixtures/forks/reticulum/lan-crlf-runtime-exs/before', folder.path);
  expect(settings).toMatchObject({ phx_host: 'localhost', janus_host: 'localhost', assets_host: 'hubs-assets.local' });
});
