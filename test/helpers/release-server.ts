/** A server of releases that behaves as GitHub, a mirror or a bad network would. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { zipSync } from 'fflate';
import { pack } from 'tar-stream';
import { tinyProgram } from './tiny-program.ts';

/** What happens to the next request for an archive, in this order; after them all is well. */
export type Behaviour =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Half of what is asked for, then the end of the connection. */
  | { readonly kind: 'cut' }
  /** Half of what is asked for, then nothing, until the client goes. */
  | { readonly kind: 'stall' }
  | { readonly kind: 'redirect' };

/** A server under way. */
export interface ReleaseServer {
  /** What stands for https://github.com/PostgREST/postgrest/releases/download. */
  readonly url: string;
  readonly port: number;
  /** Every request, as `GET path range`. */
  readonly requests: string[];
  readonly behave: (...behaviours: readonly Behaviour[]) => void;
  /** Publishes an archive; the path is below `url`. */
  readonly publish: (path: string, bytes: Buffer) => void;
  /** Resolves with the next request that stalls. */
  readonly stalled: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Starts one on a free port. */
export async function startReleaseServer(): Promise<ReleaseServer> {
  const archives = new Map<string, Buffer>();
  const behaviours: Behaviour[] = [];
  const requests: string[] = [];
  const waiting: (() => void)[] = [];
  const server = http.createServer((request, response) => {
    // A proxy is asked for the whole URL.
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/^\/elsewhere/, '');
    // Whether anybody is there is asked beforehand.
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const range = request.headers.range ?? '';
    requests.push(`GET ${path}${range === '' ? '' : ` ${range}`}`);
    const behaviour = behaviours.shift();
    if (behaviour?.kind === 'status') {
      response.writeHead(behaviour.status, behaviour.headers).end();
      return;
    }
    if (behaviour?.kind === 'redirect') {
      response.writeHead(302, { location: `/elsewhere${path}` }).end();
      return;
    }
    const bytes = archives.get(path);
    if (!bytes) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
    const start = request.headers['if-range'] === etag ? Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0) : 0;
    const part = bytes.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      etag,
      'content-length': part.length,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    if (!behaviour) {
      response.end(part);
      return;
    }
    response.write(part.subarray(0, Math.ceil(part.length / 2)), () => {
      if (behaviour.kind === 'cut') response.destroy();
      else waiting.shift()?.();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    behave: (...more) => void behaviours.push(...more),
    publish: (path, bytes) => void archives.set(path, bytes),
    stalled: () => new Promise((resolve) => waiting.push(resolve)),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A `.tar.xz` with one file in a folder, as PostgREST publishes them. */
export async function tarXz(name: string, program: Buffer): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'README', mode: 0o644 }, 'not this one');
  // Early archives had no folder, and programs that were no programs.
  tar.entry({ name: `release/${name}`, mode: 0o644 }, program);
  tar.finalize();
  const blocks: Buffer[] = [];
  for await (const block of tar) blocks.push(block as Buffer);
  const { stdout, status } = spawnSync('xz', ['-c'], { input: Buffer.concat(blocks), maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error('xz is needed to make archives');
  return stdout;
}

/** A `.zip` with one file. */
export const zip = (name: string, program: Buffer): Buffer => Buffer.from(zipSync({ [name]: new Uint8Array(program) }));

/** What a made-up PostgREST of a version is, as an archive; random padding keeps it from being packed to nothing. */
export const madeUpRelease = (version: string, machine: 'x64' | 'arm64' = 'x64'): Promise<Buffer> =>
  tarXz('postgrest', Buffer.concat([tinyProgram(`PostgREST ${version}\n`, machine), padding]));

const padding = Buffer.from(
  Array.from({ length: 4096 }, (_, index) => createHash('sha256').update(String(index)).digest()).flatMap((sum) => [
    ...sum,
  ]),
);
