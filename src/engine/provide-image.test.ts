import { describe, expect, it } from 'vitest';
import { ended, fakeMachine } from '../../test/helpers/fake-machine.ts';
import { provideImage } from './provide-image.ts';
import { Turns } from './turns.ts';

const runtime = {
  kind: 'elixir',
  elixir: '1.8.2',
  erlang: '22.1',
  image: 'elixir:1.8.2-alpine',
  otp: [22],
  otpUntried: [],
  oldestElixir: '1.8',
  because: 'why',
} as const;

const folder = '/world/.metaton/runtimes';

/** By the first word of docker's: what it says and with which code it ends. */
function provide(says: Readonly<Record<string, readonly [number, string]>>, given: { isOffline?: true } = {}) {
  const machine = fakeMachine({
    processes: { find: () => Promise.resolve('info' in says ? '/usr/bin/docker' : undefined) },
    run: ({ program, args }) => {
      const [code, output] = says[program === 'sh' ? 'build' : (args[0] ?? '')] ?? [0, ''];
      return Promise.resolve({ exit: ended(code), output });
    },
  });
  const wanted = {
    service: 'web',
    runtime,
    named: `${folder}/web-docker`,
    container: { workspace: '/world' },
    forInstall: true,
    versionFolders: [],
    own: { path: '/opt/node/bin', version: '20.20.2' },
    platform: 'linux-x64',
    folder,
    isOffline: false,
    ...given,
  };
  const ground = { machine, progress: () => undefined, signal: new AbortController().signal, turns: new Turns() };
  return { result: provideImage(wanted, ground), machine };
}

describe('an image', () => {
  it.each([
    ['there is no docker', {}, 'docker-unavailable', 'no docker on the PATH'],
    ['no daemon answers', { info: [1, 'Cannot connect'] }, 'docker-unavailable', 'Cannot connect'],
    [
      'it cannot be built',
      { info: [0, ''], image: [1, ''], build: [1, 'no such package'] },
      'docker-build-failed',
      'package',
    ],
  ] as const)('is a Problem where %s', async (_, says, code, evidence) => {
    const { result, machine } = provide(says);
    expect(await result).toMatchObject({
      problems: [{ code, service: 'web', evidence: expect.stringContaining(evidence) as string }],
    });
    expect(await machine.files.list(`${folder}/web-docker`)).toEqual([]);
  });

  it('is not built with --offline, and is used where it is there', async () => {
    const absent = provide({ info: [0, ''], image: [1, ''] }, { isOffline: true });
    expect(await absent.result).toMatchObject({ problems: [{ code: 'docker-build-failed' }] });
    const present = provide({ info: [0, ''], build: [1, ''] }, { isOffline: true });
    expect(await present.result).toMatchObject({ ok: true });
    expect(await present.machine.files.list(`${folder}/web-docker`)).toEqual([
      'elixir',
      'elixirc',
      'erl',
      'iex',
      'mix',
    ]);
  });
});
