import { describe, expect, it } from 'vitest';
import { fakeMachine, type GivenMachine } from '../../test/helpers/fake-machine.ts';
import { madeUpService } from '../../test/helpers/made-up-stack.ts';
import type { Facts } from '../model/facts.ts';
import { observe, type Sights } from './observe.ts';

const web = madeUpService('web', {
  source: {
    kind: 'checkout',
    repositories: { 'ton-con': { url: 'a' }, 'hubs-foundation': { url: 'b' } },
    marks: ['package.json', 'main.js'],
    install: { commands: [['npm', 'ci']], produces: 'node_modules', lock: 'lock' },
  },
  reads: ['version'],
  migrations: 'migrations',
  eras: [
    {
      name: 'only',
      matches: () => true,
      patches: [{ id: 'env', file: '.env', why: 'a test', kind: 'set-env', values: () => ({}) }],
    },
  ],
});
const store = madeUpService('store');

const sights = (ports: readonly number[] = []): Sights => ({
  services: [web, store],
  checkout: ({ name }) => `/world/${name}`,
  runtime: ({ name }) => (name === 'web' ? '/world/node/bin' : undefined),
  ports,
  workspace: '/world',
  state: '/world/state',
  stacks: '/stacks',
});

const look = (given: GivenMachine, ports: readonly number[] = []): Promise<Facts> =>
  observe(fakeMachine(given), sights(ports));

const files = {
  '/world/web/package.json': '{}',
  '/world/web/version': '3',
  '/world/web/.env': 'A=1',
  '/world/web/secret': 'hush',
};

describe('the Node of a service', () => {
  const run: NonNullable<GivenMachine['run']> = ({ program, args }) =>
    Promise.resolve({ exit: { code: 0, signal: undefined }, output: `${[program, ...args].join(' ')}\n` });

  it('is asked for its OpenSSL where the service has one of its own', async () => {
    const { openssl } = await look({ run, processes: { find: () => Promise.resolve('/world/node/bin/node') } });
    expect([...openssl]).toEqual([['web', '/world/node/bin/node -p process.versions.openssl']]);
  });

  it('is asked once, however often the machine is looked at', async () => {
    const asked: string[] = [];
    const machine = fakeMachine({
      run: (...words) => {
        asked.push(words[0].program);
        return run(...words);
      },
      processes: { find: () => Promise.resolve('/world/node/bin/node') },
    });
    await observe(machine, sights());
    const { openssl } = await observe(machine, sights());
    expect([asked.length, openssl.size]).toEqual([1, 1]);
  });

  it('is not asked where there is none in its folder, and not believed where it fails', async () => {
    const elsewhere = await look({ run, processes: { find: () => Promise.resolve('/usr/bin/node') } });
    const broken = await look({
      run: () => Promise.resolve({ exit: { code: 9, signal: undefined }, output: 'bad option' }),
      processes: { find: () => Promise.resolve('/world/node/bin/node') },
    });
    expect([elsewhere.openssl.size, broken.openssl.size]).toEqual([0, 0]);
  });
});

describe('a checkout', () => {
  it('is absent where there is no folder', async () => {
    const { checkouts, missingMarks, installed } = await look({ files: { '/world/web': 'a file' } });
    expect([checkouts.size, missingMarks.get('web'), installed.size]).toEqual([0, [], 0]);
  });

  it('shows its marks, what its eras read and what is patched, and nothing else', async () => {
    const { checkouts } = await look({ files });
    const web = checkouts.get('web');
    expect(web?.root).toBe('/world/web');
    expect(['package.json', 'version', '.env', 'main.js', 'secret'].map((file) => web?.text(file))).toEqual([
      '{}',
      '3',
      'A=1',
      undefined,
      undefined,
    ]);
  });

  it('lacks the marks that are not there', async () => {
    expect((await look({ files })).missingMarks.get('web')).toEqual(['main.js']);
  });

  it('is installed when there is the folder that installing makes', async () => {
    const modules = '/world/web/node_modules';
    expect((await look({ files: { ...files, [`${modules}/a`]: '' } })).installed).toEqual(new Set(['web']));
    expect((await look({ files: { ...files, [modules]: 'a file' } })).installed).toEqual(new Set());
  });

  it('has the newest of its migrations', async () => {
    const migrations = ['20200101000000_old.exs', '20210101000000_new.exs', '20220101000000_notes.md', 'readme'];
    const given = Object.fromEntries(migrations.map((name) => [`/world/web/migrations/${name}`, '']));
    expect((await look({ files: { ...files, ...given } })).lastMigration).toBe('20210101000000');
    expect((await look({ files })).lastMigration).toBeUndefined();
  });
});

describe('the machine', () => {
  it('has holders for those ports that are taken', async () => {
    const holder = { pid: 812, description: 'pid 812', folder: undefined };
    const portHolder = (port: number) => Promise.resolve(port === 2 ? holder : undefined);
    expect((await look({ network: { portHolder } }, [1, 2])).portHolders).toEqual(new Map([[2, holder]]));
  });

  it('may have a Postgres left over on the cluster', async () => {
    const runningServer = (folder: string) => Promise.resolve(folder === '/world/state/postgres' ? 812 : undefined);
    expect((await look({ database: { runningServer } })).leftoverPostgres).toBe(812);
  });
});
