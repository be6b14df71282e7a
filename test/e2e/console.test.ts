/** Talking to a service while it runs, from a real terminal. */
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { expectNothingLeft, makeFolder, metaton, type RunOptions, start, startInTerminal } from '../helpers/cli.ts';
import { hasTool } from '../helpers/tools.ts';
import { layCheckouts, writeSettings } from '../helpers/workspace.ts';

const inside = (folder: string): RunOptions => ({
  cwd: folder,
  env: { METATON_DATA_FOLDER: path.join(folder, 'user data') },
});

/** As much of a mix project as `mix phx.server` takes, and a `mix` that runs it whatever the folder. */
async function layProgram(folder: string): Promise<{ readonly runtime: string }> {
  const project = path.join(folder, 'world');
  const runtime = path.join(folder, 'runtime');
  await mkdir(path.join(project, 'lib/mix/tasks'), { recursive: true });
  await mkdir(runtime);
  await writeFile(
    path.join(project, 'mix.exs'),
    'defmodule World.MixProject do\n  use Mix.Project\n  def project, do: [app: :world, version: "0.1.0"]\nend\n',
  );
  await writeFile(
    path.join(project, 'lib/mix/tasks/phx.server.ex'),
    `defmodule Mix.Tasks.Phx.Server do
  use Mix.Task
  def run(_) do
    IO.puts("the world is up")
    Process.sleep(:infinity)
  end
end
`,
  );
  const mix = execFileSync('which', ['mix'], { encoding: 'utf8' }).trim();
  // It has nothing to be installed.
  const script = `#!/bin/sh\ncase $1 in local.* | deps.*) exit 0 ;; esac\ncd '${project}' && exec '${mix}' "$@"\n`;
  await writeFile(path.join(runtime, 'mix'), script, { mode: 0o755 });
  return { runtime };
}

test.skipIf(!hasTool('iex') || !hasTool('script'))(
  'the console of reticulum is a shell on the running program, open to nobody else (needs elixir and script)',
  async () => {
    using folder = makeFolder();
    const { runtime } = await layProgram(folder.path);
    const settings = { reticulum: { runtime, readyWithin: 1 } };
    await writeSettings(folder.path, await layCheckouts(folder.path), settings);
    const run = start(['up', '--only', 'reticulum'], inside(folder.path));
    await run.saw(/the world is up/);

    const shell = startInTerminal(['console', 'reticulum'], inside(folder.path));
    await shell.saw(/iex\(metaton-reticulum@localhost\)1>/);
    shell.type('IO.puts("two " <> Integer.to_string(1 + 1))\n');
    await shell.saw(/two 2/);
    const listening = execFileSync('ss', ['-ltnH'], { encoding: 'utf8' });
    expect(listening).toMatch(/ 127\.0\.0\.1:4370 /);
    expect(listening).not.toMatch(/:4369 /);
    // What the list of processes shows opens nothing.
    const stranger = execFileSync(
      'elixir',
      [
        ...[
          '--sname',
          'stranger@localhost',
          '--cookie',
          'none',
          '--erl',
          '-start_epmd false -erl_epmd_port 4370 -dist_listen false',
        ],
        ...['-e', 'IO.inspect(Node.connect(:"metaton-reticulum@localhost"))'],
      ],
      { encoding: 'utf8', env: { ...process.env, HOME: folder.path } },
    );
    expect(stranger).toMatch(/false/);
    // Ctrl-C opens Erlang's menu, `a` leaves.
    shell.type('\u0003');
    await shell.saw(/\(a\)bort/);
    shell.type('a\n');
    await shell.finished;

    run.process.kill('SIGINT');
    await run.finished;
    await expectNothingLeft(folder.path);
  },
);

test.skipIf(!hasTool('script'))(
  'the console of dialog is joined to the terminal until either side hangs up (needs script)',
  async () => {
    using folder = makeFolder();
    await writeFile(path.join(folder.path, 'metaton.yaml'), '{}\n');
    const socket = '/tmp/mediasoup-demo.sock';
    await rm(socket, { force: true });
    const server = net.createServer((connection) => {
      connection.write('cmd> ');
      connection.on('data', (keys) => connection.end(`you said ${keys.toString().trim()}\r\n`));
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      const shell = startInTerminal(['console', 'dialog'], inside(folder.path));
      await shell.saw(/cmd> /);
      shell.type('hello\r');
      await shell.saw(/you said hello/);
      expect((await shell.finished).code).toBe(0);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }

    const refused = startInTerminal(['console', 'dialog'], inside(folder.path));
    const { code, stdout } = await refused.finished;
    expect(stdout).toMatch(/The console of dialog did not open\./);
    expect(code).toBe(1);
  },
);

test('a console needs a terminal, and a service that has one', async () => {
  using folder = makeFolder();
  await writeFile(path.join(folder.path, 'metaton.yaml'), '{}\n');
  const piped = await metaton(['console', 'dialog'], inside(folder.path));
  expect([piped.code, piped.stderr]).toEqual([1, expect.stringMatching(/needs a terminal/)]);
  const unknown = await metaton(['console', 'hubs'], inside(folder.path));
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringMatching(/Use one of: reticulum, dialog|Use one of: dialog, reticulum/),
  ]);
});
