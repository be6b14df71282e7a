/** Archives, unpacked without any program of the system: many a machine has no xz. */
import { createReadStream, createWriteStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { pipeline } from 'node:stream/promises';
import type { Archives } from '../model/machine.ts';

/** The machine's archives. */
export const makeArchives = (): Archives => ({
  takeProgram: (archive, kind, name, to) =>
    kind === 'zip' ? fromZip(archive, name, to) : fromTarXz(archive, name, to),
});

const programMode = 0o755;

async function fromTarXz(archive: string, name: string, to: string): Promise<boolean> {
  const [{ default: xz }, { default: tarStream }] = await Promise.all([import('xz-decompress'), import('tar-stream')]);
  const packed = Readable.toWeb(createReadStream(archive)) as globalThis.ReadableStream<Uint8Array>;
  const unpacked = Readable.fromWeb(new xz.XzReadableStream(packed) as ReadableStream<Uint8Array>);
  const tar = tarStream.extract();
  const found: string[] = [];
  tar.on('entry', ({ name: entry, type }, body, next) => {
    if (found.length > 0 || type !== 'file' || path.posix.basename(entry) !== name) {
      body.on('end', next).resume();
      return;
    }
    found.push(entry);
    pipeline(body, createWriteStream(to, { mode: programMode })).then(() => {
      next();
    }, next);
  });
  await pipeline(unpacked, tar);
  // The umask may have taken bits away.
  if (found.length > 0) await fs.chmod(to, programMode);
  return found.length > 0;
}

async function fromZip(archive: string, name: string, to: string): Promise<boolean> {
  const { unzipSync } = await import('fflate');
  const entries = unzipSync(await fs.readFile(archive), {
    filter: ({ name: entry }) => path.posix.basename(entry) === name,
  });
  const [bytes] = Object.values(entries);
  if (!bytes) return false;
  await fs.writeFile(to, bytes, { mode: programMode });
  await fs.chmod(to, programMode);
  return true;
}
