/** Bringing a program over a real network that fails in every way it can. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeMachine } from '../../src/adapters/machine.ts';
import { makeDownloads } from '../../src/adapters/downloads.ts';
import { provideTool } from '../../src/engine/provide-tool.ts';
import type { Machine } from '../../src/model/machine.ts';
import type { Result } from '../../src/model/problem.ts';
import type { ToolRelease, ToolWish } from '../../src/model/tool.ts';
import { platformsOf, releaseOf, releasesUrl } from '../../src/services/shared/postgrest-releases.ts';
import { freePort } from '../helpers/free-port.ts';
import { madeUpRelease, type ReleaseServer, startReleaseServer, tarXz, zip } from '../helpers/release-server.ts';
import { tinyProgram } from '../helpers/tiny-program.ts';

const platform = 'linux-x64';
const release = (version: string, on = platform): ToolRelease => {
  const found = releaseOf(version, on);
  if (!found) throw new Error(`no ${version} for ${on}`);
  return found;
};
const pathOf = ({ url }: ToolRelease): string => url.slice(releasesUrl.length);

let folder: string;
let server: ReleaseServer;
/** Pauses that were asked for, ms: nobody waits for them here. */
let pauses: number[];

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(tmpdir(), 'metaton-tool-test-'));
  server = await startReleaseServer();
  pauses = [];
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await fs.rm(folder, { recursive: true, force: true });
});

const machine = makeMachine({ PATH: process.env['PATH'] });

const machineWith = (environment: Readonly<Record<string, string | undefined>>): Machine => {
  const sleep = (ms: number): Promise<void> => Promise.resolve(void pauses.push(ms));
  const downloads = makeDownloads(environment, { connectMs: 2000, silenceMs: 300 });
  return { ...machine, downloads, clock: { ...machine.clock, sleep } };
};

const wishFor = (wanted: ToolRelease, given: Partial<ToolWish> = {}): ToolWish => ({
  release: wanted,
  from: server.url + pathOf(wanted),
  workspace: folder,
  state: path.join(folder, '.metaton'),
  isOffline: false,
  standIn: undefined,
  ...given,
});

const provide = (
  wish: ToolWish,
  environment: Readonly<Record<string, string>> = {},
): Promise<Result<{ readonly didChange: boolean; readonly remark?: string }>> =>
  provideTool(wish, {
    machine: machineWith(environment),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

const programAt = (version: string): string => path.join(folder, '.metaton/bin', `postgrest-${version}`, 'postgrest');
const codeOf = (result: Result<unknown>): string | undefined => (result.ok ? undefined : result.problems[0].code);
const lock = async (): Promise<unknown> => JSON.parse(await fs.readFile(path.join(folder, 'metaton.lock'), 'utf8'));

/** Everything that is kept of a download, but not of the program. */
const halves = async (): Promise<readonly string[]> =>
  (await fs.readdir(path.join(folder, '.metaton/bin'), { recursive: true })).filter((name) =>
    /\.part|\.new$|\.tar\.xz$|\.zip$/.test(name),
  );

async function publish(version: string): Promise<ToolRelease> {
  const wanted = release(version);
  server.publish(pathOf(wanted), await madeUpRelease(version));
  return wanted;
}

describe('a release', () => {
  it('is brought once: unpacked, tried, pinned, and nothing else is left', async () => {
    const wanted = await publish('9.0.1');
    expect(await provide(wishFor(wanted))).toEqual({ ok: true, value: { didChange: true } });
    expect((await fs.stat(programAt('9.0.1'))).mode & 0o777).toBe(0o755);
    expect(await lock()).toMatchObject({
      tools: {
        postgrest: {
          '9.0.1': { 'linux-x64': { url: wanted.url, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
        },
      },
    });
    expect(await halves()).toEqual([]);
    expect(await provide(wishFor(wanted))).toEqual({ ok: true, value: { didChange: false } });
    expect(server.requests).toHaveLength(1);
  });

  it.each(platformsOf('16.2').map((name) => [name]))(
    'for %s is asked for by its own name and taken out',
    async (on) => {
      const wanted = release('16.2', on);
      const program = tinyProgram('PostgREST 16.2\n');
      server.publish(
        pathOf(wanted),
        wanted.archive === 'zip' ? zip('postgrest.exe', program) : await tarXz('postgrest', program),
      );
      const result = await provide(wishFor(wanted));
      expect(server.requests).toEqual([`GET ${pathOf(wanted)}`]);
      // What is in all of them was built for Linux on x64: taken out, it is seen not to fit the others.
      if (on === platform) expect(result.ok).toBe(true);
      else expect(codeOf(result)).toBe('tool-unusable');
    },
  );

  it('comes whole through a redirect', async () => {
    const wanted = await publish('12.0.3');
    server.behave({ kind: 'redirect' });
    expect((await provide(wishFor(wanted))).ok).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  it('that breaks off goes on where it broke off', async () => {
    const wanted = await publish('14.17');
    server.behave({ kind: 'cut' }, { kind: 'stall' });
    expect((await provide(wishFor(wanted))).ok).toBe(true);
    const starts = server.requests.map((request) => Number(/bytes=(\d+)-$/.exec(request)?.[1] ?? 0));
    expect(starts).toHaveLength(3);
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBeGreaterThan(starts[1] ?? 0);
  });

  it('that was published anew meanwhile is not joined from two halves', async () => {
    const wanted = await publish('14.17');
    server.behave({ kind: 'cut' }, { kind: 'status', status: 404 });
    expect(codeOf(await provide(wishFor(wanted)))).toBe('release-refused');
    server.publish(
      pathOf(wanted),
      await tarXz('postgrest', Buffer.concat([tinyProgram('PostgREST 14.17\n'), Buffer.alloc(99, 'new')])),
    );
    expect((await provide(wishFor(wanted))).ok).toBe(true);
  });

  it('waits as long as the server says, and a minute at most', async () => {
    const wanted = await publish('16.2');
    server.behave(
      { kind: 'status', status: 503, headers: { 'retry-after': '7' } },
      { kind: 'status', status: 429, headers: { 'retry-after': '9999' } },
    );
    expect((await provide(wishFor(wanted))).ok).toBe(true);
    expect(pauses).toEqual([7000, 60_000]);
  });

  it('is a Problem where the server has none, and is not asked for again and again', async () => {
    const problem = await provide(wishFor(release('16.2'), { standIn: 'another' }));
    expect(codeOf(problem)).toBe('release-refused');
    expect(server.requests).toHaveLength(1);
  });

  it('is a Problem where the server gives up, unless something stands in for it', async () => {
    const wanted = await publish('16.2');
    const down = Array.from({ length: 4 }, () => ({ kind: 'status', status: 503 }) as const);
    server.behave(...down);
    expect(codeOf(await provide(wishFor(wanted)))).toBe('release-unreachable');
    server.behave(...down.slice(2));
    const result = await provide(wishFor(wanted, { standIn: 'PostgREST 12.0.2' }));
    expect(result).toMatchObject({ ok: true, value: { didChange: false } });
    expect(result.ok && result.value.remark).toContain('PostgREST 12.0.2 stands in');
    expect(await fs.readdir(folder)).not.toContain('metaton.lock');
  });

  it('is not asked for offline', async () => {
    const wanted = await publish('16.2');
    expect(codeOf(await provide(wishFor(wanted, { isOffline: true })))).toBe('release-unreachable');
    expect(server.requests).toEqual([]);
    expect((await provide(wishFor(wanted))).ok).toBe(true);
    // What is there is used, and needs no network.
    expect(await provide(wishFor(wanted, { isOffline: true }))).toEqual({ ok: true, value: { didChange: false } });
  });
});

describe('what came', () => {
  it('is held to the lock, for whoever has the same lock', async () => {
    const wanted = await publish('9.0.1');
    expect((await provide(wishFor(wanted))).ok).toBe(true);
    const before = await lock();
    await fs.rm(path.join(folder, '.metaton'), { recursive: true });
    server.publish(pathOf(wanted), await tarXz('postgrest', tinyProgram('PostgREST 9.0.1\n')));
    const result = await provide(wishFor(wanted, { standIn: 'another' }));
    expect(codeOf(result)).toBe('release-hash-wrong');
    expect(await halves()).toEqual([]);
    expect(await lock()).toEqual(before);
    expect(await fs.readdir(path.join(folder, '.metaton/bin'))).toEqual([]);
  });

  it('is held to a hash that was known beforehand', async () => {
    const wanted = await publish('9.0.1');
    expect(codeOf(await provide(wishFor({ ...wanted, sha256: 'f'.repeat(64) })))).toBe('release-hash-wrong');
  });

  it('is brought anew where the program is no longer what it was', async () => {
    const wanted = await publish('9.0.1');
    await provide(wishFor(wanted));
    const right = await fs.readFile(programAt('9.0.1'));
    await fs.writeFile(programAt('9.0.1'), 'something else');
    expect(await provide(wishFor(wanted))).toEqual({ ok: true, value: { didChange: true } });
    expect(await fs.readFile(programAt('9.0.1'))).toEqual(right);
  });

  it('is entered in a lock that was lost', async () => {
    const wanted = await publish('9.0.1');
    await provide(wishFor(wanted));
    const before = await lock();
    await fs.rm(path.join(folder, 'metaton.lock'));
    expect(await provide(wishFor(wanted))).toEqual({ ok: true, value: { didChange: true } });
    expect(await lock()).toEqual(before);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['no archive', Buffer.from('<html>Sign in to the guest network</html>'), 'release-unfit'],
    ['an archive without the program', undefined, 'release-unfit'],
  ])('is thrown away where it is %s', async (_, bytes, code) => {
    const wanted = release('9.0.1');
    server.publish(pathOf(wanted), bytes ?? (await tarXz('something', tinyProgram('PostgREST 9.0.1\n'))));
    expect(codeOf(await provide(wishFor(wanted)))).toBe(code);
    expect(await halves()).toEqual([]);
  });

  it('is thrown away where it was built for other processors, or is of another version', async () => {
    const wanted = release('9.0.1');
    server.publish(pathOf(wanted), await madeUpRelease('9.0.1', 'arm64'));
    const foreign = await provide(wishFor(wanted));
    expect(foreign).toMatchObject({
      ok: false,
      problems: [{ code: 'tool-unusable', evidence: 'it was built for linux arm64, this is linux-x64' }],
    });
    server.publish(pathOf(wanted), await madeUpRelease('9.0.0'));
    expect(codeOf(await provide(wishFor(wanted)))).toBe('release-unfit');
    expect(await halves()).toEqual([]);
  });
});

describe('a proxy', () => {
  it('is used where the shell names one, but not for what it excepts', async () => {
    const wanted = await publish('16.2');
    const seen: string[] = [];
    const proxy = net.createServer((client) => {
      client.once('data', (bytes: Buffer) => {
        const line = bytes.toString().split('\r\n')[0] ?? '';
        seen.push(line);
        const upstream = net.connect(server.port, '127.0.0.1');
        if (line.startsWith('CONNECT')) client.write('HTTP/1.1 200 OK\r\n\r\n');
        else upstream.write(bytes);
        client.pipe(upstream).pipe(client);
        for (const end of [client, upstream]) end.on('error', () => end.destroy());
      });
    });
    const port = await freePort();
    await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
    try {
      const from = `http://releases.test${pathOf(wanted)}`;
      const HTTP_PROXY = `http://127.0.0.1:${port}`;
      expect((await provide(wishFor(wanted, { from }), { HTTP_PROXY })).ok).toBe(true);
      expect(seen.join()).toContain('releases.test');
      await fs.rm(path.join(folder, '.metaton'), { recursive: true });
      seen.length = 0;
      expect((await provide(wishFor(wanted), { HTTP_PROXY, NO_PROXY: '127.0.0.1' })).ok).toBe(true);
      expect(seen).toEqual([]);
    } finally {
      proxy.close();
    }
  });
});

describe('a metaton killed while it fetches', () => {
  it('leaves a part that the next goes on from', async () => {
    const wanted = await publish('16.2');
    server.behave({ kind: 'stall' });
    const stalled = server.stalled();
    const script = `
      import { makeDownloads } from ${JSON.stringify(await bundleDownloads(folder))};
      const to = ${JSON.stringify(path.join(folder, '.metaton/bin', path.basename(wanted.url)))};
      const request = { url: ${JSON.stringify(server.url + pathOf(wanted))}, to, onProgress: (bytes) => console.log(bytes) };
      await makeDownloads({}).fetch(request, new AbortController().signal);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await Promise.all([
      stalled,
      new Promise((resolve) =>
        child.stdout.on('data', (bytes: Buffer) => {
          if (/[1-9]/.test(bytes.toString())) resolve(undefined);
        }),
      ),
    ]);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    expect((await halves()).some((name) => name.endsWith('.part'))).toBe(true);
    expect(await fs.readdir(path.join(folder, '.metaton/bin'))).not.toContain('postgrest-16.2');
    expect((await provide(wishFor(wanted))).ok).toBe(true);
    expect(server.requests.at(-1)).toMatch(/bytes=[1-9]\d*-$/);
    expect(await halves()).toEqual([]);
  });
});

async function bundleDownloads(into: string): Promise<string> {
  const { build } = await import('esbuild');
  const outfile = path.join(into, 'downloads.mjs');
  await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../src/adapters/downloads.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import{createRequire as __c}from'node:module';const require=__c(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}
