/** Known failures, said where they happen: while the stack runs, in its logs, in what fails, and of a log from elsewhere. */
import { spawnSync } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inside } from '../helpers/bots.ts';
import { expectNothingLeft, makeFolder, metaton, start } from '../helpers/cli.ts';
import { layCheckouts, writeSettings } from '../helpers/workspace.ts';

/** Hands a log in on standard input. */
function explain(log: string | Buffer, ...words: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.resolve('dist/main.js'), 'explain', ...words], {
    input: log,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

const pasted = [
  'reticulum-1  | [info] GET /',
  'dialog-1     | \u001b[31mError: listen EADDRINUSE: address already in use 127.0.0.1:4443\u001b[39m',
  'reticulum-1  | [error] Health check failed at health_controller.ex:13 calling Enum.count: nil',
  'dialog-1     | Error: listen EADDRINUSE: address already in use 127.0.0.1:4443',
  '{"log":"FATAL:  role \\"postgres\\" does not exist","stream":"stderr"}',
];

test('a log that is pasted is explained with its lines: ends of Windows, UTF-16 and JSON too', () => {
  const { code, out } = explain(`${pasted.join('\r\n')}\r\n`);
  expect(code).toBe(0);
  expect(out).toMatch(/^! Another program holds the port.*\[port-taken\]\n {4}line 2, and 1 more: dialog-1 +\| Error/m);
  expect(out).toMatch(/\[postgres-role-missing\]\n {4}line 5: /);
  expect(out).toMatch(/^• .*\[health-check-waits\]\n {4}line 3: .*\n {4}It is harmless\./m);
  expect(out).toMatch(/^3 known failures in 5 lines\.$/m);

  const utf16 = Buffer.from(`\ufeff${pasted.join('\r\n')}`, 'utf16le');
  const { found, lines } = JSON.parse(explain(utf16, '-', '--json').out.split('\n')[0] ?? '') as {
    found: { id: string; firstLine: number; count: number }[];
    lines: number;
  };
  expect(lines).toBe(5);
  expect(found.map(({ id, firstLine, count }) => [id, firstLine, count])).toEqual([
    ['port-taken', 2, 2],
    ['health-check-waits', 3, 1],
    ['postgres-role-missing', 5, 1],
  ]);
});

test('what is not known, and what is no log, is said to be so', async () => {
  const unknown = explain('all is well\n');
  expect([unknown.code, unknown.out]).toEqual([1, '']);
  expect(unknown.err).toMatch(/Nothing in this line is a failure that metaton knows\. +\[failure-not-recognised\]/);
  const empty = explain('', '-');
  expect(empty.code).toBe(2);
  expect(empty.err).toMatch(/\[log-empty\]/);
  const noId = await metaton(['explain', 'perms-key']);
  expect(noId.code).toBe(2);
  expect(noId.stderr).toMatch(/alike: .*perms-key-mismatch/);
  expect(explain(Buffer.from([0, 0xff, 0xfe, 0x0a, 0xc3])).code).toBe(1);
});

test('without a log all are listed, and one is shown by its id', async () => {
  const all = await metaton(['explain']);
  expect(all.code).toBe(0);
  expect(all.stdout).toMatch(/^jwk-mismatch +PostgREST and whoever/m);
  const one = await metaton(['explain', 'jwk-mismatch', '--json']);
  expect(JSON.parse(one.stdout)).toMatchObject({
    schemaVersion: 1,
    failure: { id: 'jwk-mismatch', services: ['postgrest', 'reticulum'], isHarmless: false },
  });
});

test('a service that dies of something known says so in up, ps, its Problem and the logs', async () => {
  using folder = makeFolder();
  const checkouts = await layCheckouts(folder.path);
  // Without a terminal, its console ends it at once.
  await writeSettings(folder.path, checkouts, { dialog: { env: { INTERACTIVE: 'true' } } });
  const run = start(['up', '--only', 'dialog', 'hubs'], inside(folder.path));
  await run.saw(/service-crash-loop · dialog/);
  await run.saw(/Ctrl-C stops everything/);
  const ps = await metaton(['ps'], inside(folder.path));
  expect(ps.stdout).toMatch(/^! dialog: dialog wants a terminal .*metaton explain no-terminal-for-dialog\)$/m);
  const json = JSON.parse((await metaton(['ps', '--json'], inside(folder.path))).stdout.split('\n')[0] ?? '') as {
    services: { service: string; lastFailure?: { failure: { id: string }; line: string; count: number } }[];
  };
  expect(json.services.find(({ service }) => service === 'dialog')?.lastFailure).toMatchObject({
    failure: { id: 'no-terminal-for-dialog' },
    line: expect.stringContaining('setRawMode is not a function') as string,
    count: 1,
  });
  run.process.kill('SIGINT');
  const { stderr } = await run.finished;
  expect(stderr).toMatch(
    /^! dialog: dialog wants a terminal for its own console\. +\[no-terminal-for-dialog\]\n {2}→ Set/m,
  );
  expect(stderr).toMatch(/\[service-crash-loop · dialog\][^✗]*! dialog wants a terminal[^✗]*`npm start` sets/);

  const logs = await metaton(['logs', 'dialog'], inside(folder.path));
  // Once for each of its six starts.
  expect(logs.stderr.match(/^! dialog: dialog wants a terminal/gm)).toHaveLength(6);
  const records = (await metaton(['logs', 'dialog', '--json'], inside(folder.path))).stdout.trimEnd().split('\n');
  const at = records.findIndex((record) => record.includes('"kind":"failure-seen"'));
  expect(records[at - 1]).toContain('setRawMode is not a function');
  await expectNothingLeft(folder.path);
});

test('a step that fails for a known reason says what it is', async () => {
  using folder = makeFolder();
  const checkouts = await layCheckouts(folder.path);
  const mix = path.join(checkouts, 'reticulum', 'bin', 'mix');
  await rename(mix, `${mix}.whole`);
  const script =
    '#!/bin/sh\ncase $1 in deps.get) echo "Could not find Hex, which is needed to build dependency :phoenix"; exit 1 ;; esac\nexec "$0.whole" "$@"\n';
  await writeFile(mix, script, { mode: 0o755 });
  await writeSettings(folder.path, checkouts);
  const { code, stderr } = await metaton(['init', '--only', 'reticulum'], inside(folder.path));
  expect(code).toBe(1);
  expect(stderr).toMatch(/\[install-failed · reticulum\][^✗]*\[hex-missing\][^✗]*→ Run `mix local\.hex --force`/);
  await expectNothingLeft(folder.path);
});
