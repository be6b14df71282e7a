/** The patched settings of reticulum, as Elixir itself reads them. */
import { execFileSync } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { observe } from '../../src/engine/observe.ts';
import { applyPlanned } from '../../src/engine/patch-journal.ts';
import { planPatches } from '../../src/plan/plan-patches.ts';
import { reticulum } from '../../src/services/reticulum.ts';
import { makeMachine } from '../../src/adapters/machine.ts';
import { makeFolder } from '../helpers/cli.ts';
import { hasTool } from '../helpers/tools.ts';
import { stackValues } from '../helpers/stack-values.ts';

const script = `
Mix.start()
Mix.env(:dev)
config = Config.Reader.read!("config/config.exs", env: :dev)
config = Config.Reader.merge(config, Config.Reader.read!("config/runtime.exs", env: :dev))
ret = config[:ret]
IO.inspect(ret[RetWeb.Endpoint][:url], label: "url")
IO.inspect(ret[RetWeb.Endpoint][:cors_proxy_url][:host], label: "cors proxy")
IO.inspect(ret[RetWeb.Endpoint][:assets_url][:host], label: "assets")
IO.inspect(ret[RetWeb.Endpoint][:https][:ip], label: "ip")
IO.inspect(ret[RetWeb.Endpoint][:https][:keyfile], label: "key")
IO.inspect(Enum.sort(ret[Ret.JanusLoadStatus]), label: "janus")
IO.inspect(ret[Ret.PageOriginWarmer][:spoke_page_origin], label: "spoke")
IO.inspect(ret[Ret.Meta][:phx_host], label: "meta")
`;

test.skipIf(!hasTool('elixir'))(
  'Elixir reads localhost everywhere but in the two hosts that must stay (needs elixir)',
  async () => {
    using folder = makeFolder();
    const checkout = path.join(folder.path, 'services/reticulum');
    await mkdir(path.dirname(checkout), { recursive: true });
    await cp('templates/miniature/reticulum', checkout, { recursive: true });
    const machine = makeMachine({});
    const sights = {
      services: [reticulum],
      checkout: () => checkout,
      ports: [],
      workspace: folder.path,
      state: path.join(folder.path, '.metaton'),
    };
    const facts = await observe(machine, sights);
    const snapshot = facts.checkouts.get('reticulum');
    const values = stackValues(folder.path);
    const planned = snapshot && planPatches(reticulum, snapshot, values);
    if (!planned?.ok) throw new Error('the miniature cannot be patched');
    await applyPlanned(machine.files, { ...planned.value, copies: [] }, path.join(folder.path, '.metaton'));
    const environment = Object.entries(reticulum.environment?.(values) ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : 'PEM',
    ]);
    const said = execFileSync('elixir', ['-e', script], {
      cwd: checkout,
      encoding: 'utf8',
      // The folder's name has an umlaut, which must be found in any locale.
      env: { ...process.env, LC_ALL: 'C', ...(Object.fromEntries(environment) as Record<string, string>) },
    });
    expect(said.trim().split('\n')).toEqual([
      'url: [scheme: "https", host: "localhost", port: 4000]',
      'cors proxy: "localhost"',
      'assets: "hubs-assets.local"',
      'ip: {127, 0, 0, 1}',
      `key: "${checkout}/priv/cert/key.pem"`,
      'janus: [default_janus_host: "localhost", janus_port: 4443]',
      'spoke: "https://localhost:9090"',
      'meta: "localhost"',
    ]);
  },
);
