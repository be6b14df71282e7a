/** What changes under a running stack is said, with the command that applies it. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expectNothingLeft, makeFolder, type RunOptions, start } from '../helpers/cli.ts';
import { layCheckouts, writeSettings } from '../helpers/workspace.ts';

const inside = (folder: string): RunOptions => ({
  cwd: folder,
  env: { METATON_DATA_FOLDER: path.join(folder, 'user data') },
});

test('changed settings, lockfiles and patched files are told of while the stack runs', async () => {
  using folder = makeFolder();
  const checkouts = await layCheckouts(folder.path);
  await writeSettings(folder.path, checkouts);
  const run = start(['up', '--only', 'hubs', 'dialog'], inside(folder.path));
  await run.saw(/Ctrl-C stops everything/);

  await writeSettings(folder.path, checkouts, { dialog: { env: { DEBUG: '*' } } });
  await run.saw(/metaton\.yaml changed\. To apply it: metaton restart dialog\n/);
  await writeSettings(folder.path, checkouts, { dialog: { env: { DEBUG: '*' }, hue: 'red' } });
  await run.saw(/The setting services\.dialog\.hue is not known/);
  await appendFile(path.join(checkouts, 'dialog/package-lock.json'), '\n');
  await writeSettings(folder.path, checkouts);
  await run.saw(/metaton\.yaml changed; what runs is not affected/);
  await appendFile(path.join(checkouts, 'dialog/package-lock.json'), '\n');
  await run.saw(
    /package-lock\.json of dialog changed\. To apply it: npm ci in .*dialog, then metaton restart dialog\n/,
  );

  // As a pull would, which brings back what upstream wrote.
  const patched = path.join(checkouts, 'hubs/webpack.config.js');
  const text = await readFile(patched, 'utf8');
  await writeFile(patched, text.replace('const localDevHost = "localhost"', 'const localDevHost = "hubs.local"'));
  await run.saw(/webpack\.config\.js of hubs changed and lacks its patches\. To apply them: metaton restart hubs\n/);

  run.process.kill('SIGINT');
  expect((await run.finished).code).toBe(130);
  await expectNothingLeft(folder.path);
});
