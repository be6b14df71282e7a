import { describe, expect, it } from 'vitest';
import { ended, fakeMachine } from '../../test/helpers/fake-machine.ts';
import { findElixir } from './find-elixir.ts';
import { Turns } from './turns.ts';

const today = {
  kind: 'elixir',
  elixir: '1.16.3-otp-25',
  erlang: '25.3.2.20',
  image: 'elixir:1.16',
  otp: [25],
  otpUntried: [26],
  oldestElixir: '1.14',
  because: 'why',
} as const;

/** By folder of mix: the OTP and the Elixir that it says. */
function look(mixes: Readonly<Record<string, readonly [number, string]>>, named?: string) {
  const find = (program: string, path: readonly string[]) =>
    Promise.resolve(
      [...path, '/usr/bin']
        .map((folder) => [folder, `${folder}/${program}`] as const)
        .find(([folder]) => folder in mixes)?.[1],
    );
  const machine = fakeMachine({
    files: Object.fromEntries(
      Object.keys(mixes).flatMap((folder) => [
        [`${folder}/mix`, ''],
        ['/asdf/erlang/25.1/bin/erl', ''],
        ['/asdf/erlang/26.2/bin/erl', ''],
      ]),
    ),
    processes: { find },
    run: ({ path }) => {
      const [otp, elixir] = mixes[path[0] ?? ''] ?? [0, '0'];
      return Promise.resolve({
        exit: ended(0),
        output: `Erlang/OTP ${otp} [erts]\n\nMix ${elixir} (compiled with Erlang/OTP ${otp})`,
      });
    },
  });
  const folders = (['elixir', 'erlang'] as const).map((tool) => ({
    manager: 'asdf',
    tool,
    folder: `/asdf/${tool}`,
    programs: 'bin',
  }));
  return findElixir(
    {
      service: 'web',
      runtime: today,
      named,
      container: undefined,
      forInstall: true,
      versionFolders: folders,
      own: { path: '/opt/node/bin', version: '20.20.2' },
      platform: 'linux-x64',
      folder: '/state/runtimes',
      isOffline: false,
    },
    { machine, progress: () => undefined, signal: new AbortController().signal, turns: new Turns() },
  );
}

describe('an Elixir', () => {
  it('comes with the Erlang that it was built for', async () => {
    expect(
      await look({
        '/asdf/elixir/1.17.0-otp-26/bin': [26, '1.17.0'],
        '/asdf/elixir/1.16.2-otp-25/bin': [25, '1.16.2'],
      }),
    ).toEqual({
      ok: true,
      value: {
        path: ['/asdf/elixir/1.16.2-otp-25/bin', '/asdf/erlang/25.1/bin'],
        from: 'asdf',
        version: 'Elixir 1.16.2 on OTP 25',
      },
    });
  });

  it('that upstream does not use is taken with a remark', async () => {
    expect(await look({ '/usr/bin': [25, '1.14.0'] })).toMatchObject({
      value: { from: 'PATH', remark: expect.stringContaining('upstream uses 1.16') as string },
    });
    expect(await look({ '/usr/bin': [26, '1.16.0'] })).toMatchObject({
      value: { remark: expect.stringContaining('not known to run on OTP 26') as string },
    });
  });

  it.each([
    [23, '1.16.0'],
    [25, '1.13.4'],
  ])('on OTP %d, of version %s, does not do', async (otp, elixir) => {
    expect(await look({ '/usr/bin': [otp, elixir] })).toMatchObject({
      problems: [
        {
          code: 'elixir-unavailable',
          evidence: `why\nfound Elixir ${elixir} on OTP ${otp} (PATH)`,
          fixes: expect.arrayContaining([expect.stringContaining('mise install erlang@25.3.2.20')]) as string[],
        },
      ],
    });
  });
});
