/** The data of a cluster as one archive, also while its server is at work: the way pg_basebackup goes, without it. */
import { createReadStream, createWriteStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { Client } from 'pg';
import type { Pack } from 'tar-stream';
import { connected } from './sql-session.ts';

/** Packs the data into `to`, which has its name only when it is whole. With a URL, a server is at work on the data. */
export async function packSnapshot(data: string, to: string, url: string | undefined): Promise<void> {
  const { default: tarStream } = await import('tar-stream');
  const beside = `${to}.${process.pid}.tmp`;
  const tar = tarStream.pack();
  const write = url === undefined ? writeStopped(tar, data) : writeRunning(tar, data, url);
  // The fastest level: the data are mostly empty pages.
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const written = pipeline(tar, gzip, createWriteStream(beside, { mode: 0o600 }));
  try {
    const results = await Promise.allSettled([
      write.catch((error: unknown) => {
        tar.destroy(error as Error);
        throw error;
      }),
      written,
    ]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    await fs.rename(beside, to);
  } finally {
    await fs.rm(beside, { force: true });
  }
}

/** Of no meaning to another server, or made anew by it. */
const transient = new Set(['postmaster.pid', 'postmaster.opts']);

async function writeStopped(tar: Pack, data: string): Promise<void> {
  for await (const file of below(data)) if (!transient.has(file.name)) await add(tar, file);
  tar.finalize();
}

/** Folders whose content a server that starts from a copy must not see, or makes anew. */
const emptied = new Set([
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal',
]);

/** Read first, the control file could tell of a checkpoint before those that the other files have seen. */
const controlFile = 'global/pg_control';

/**
 * Files are read while they change; the log, from the first to the last of them, sets right what does not fit together
 * when a server starts from the copy. The slot keeps it from being recycled meanwhile.
 */
const writeRunning = (tar: Pack, data: string, url: string): Promise<void> =>
  connected({ connectionString: url, query_timeout: 0 }, async (client) => {
    const isNewer = Number(await value(client, 'SHOW server_version_num')) >= 150_000;
    await value(client, `SELECT pg_create_physical_replication_slot('metaton_${process.pid}', true, true)`);
    await value(
      client,
      isNewer ? `SELECT pg_backup_start('metaton', true)` : `SELECT pg_start_backup('metaton', true, false)`,
    );
    for await (const file of below(data)) {
      const [top = ''] = file.name.split('/');
      const isLeftOut =
        transient.has(file.name) ||
        file.name === controlFile ||
        (emptied.has(top) && file.name !== top) ||
        /(^|\/)pgsql_tmp/.test(file.name);
      if (!isLeftOut) await add(tar, file);
    }
    await add(tar, { name: controlFile, path: path.join(data, controlFile) });
    const label = await value(
      client,
      isNewer ? 'SELECT labelfile FROM pg_backup_stop(false)' : 'SELECT labelfile FROM pg_stop_backup(false, false)',
    );
    await entry(tar, { name: 'backup_label', mode: 0o600 }, label ?? '');
    for await (const file of below(path.join(data, 'pg_wal'))) await add(tar, { ...file, name: `pg_wal/${file.name}` });
    tar.finalize();
  });

async function value(client: Client, sql: string): Promise<string | undefined> {
  const { rows } = await client.query<(string | null)[]>({ text: sql, rowMode: 'array' });
  return rows[0]?.[0] ?? undefined;
}

interface Member {
  /** Relative, `/` between folders. */
  readonly name: string;
  readonly path: string;
}

/** Everything below a folder, folders before what is in them. */
async function* below(folder: string, prefix = ''): AsyncGenerator<Member> {
  for (const entry of await fs.readdir(folder, { withFileTypes: true }).catch(ignoreGone)) {
    const member = { name: prefix + entry.name, path: path.join(folder, entry.name) };
    yield member;
    if (entry.isDirectory()) yield* below(member.path, `${member.name}/`);
  }
}

/** A server at work removes files: what is gone is in the log. */
function ignoreGone(error: unknown): [] {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return [];
}

async function add(tar: Pack, { name, path: file }: Member): Promise<void> {
  const stats = await fs.lstat(file).catch(ignoreGone);
  if (!('mode' in stats)) return;
  if (stats.isDirectory()) {
    await entry(tar, { name, mode: 0o700, type: 'directory' }, '');
    return;
  }
  const handle = await fs.open(file, 'r').catch(ignoreGone);
  if (!('stat' in handle)) return;
  try {
    const target = tar.entry({ name, mode: 0o600, size: stats.size });
    await pipeline(Readable.from(blocksOf(handle, stats.size)), target as unknown as NodeJS.WritableStream);
  } finally {
    await handle.close();
  }
}

const blockSize = 1 << 18;

/** Exactly as many bytes as were announced: a file may grow or shrink meanwhile, of which the log knows. */
async function* blocksOf(handle: fs.FileHandle, size: number): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < size; offset += blockSize) {
    const block = Buffer.alloc(Math.min(blockSize, size - offset));
    await handle.read(block, 0, block.length, offset);
    yield block;
  }
}

const entry = (
  tar: Pack,
  header: { readonly name: string; readonly mode: number; readonly type?: 'directory' },
  text: string,
): Promise<void> =>
  new Promise((resolve, reject) => {
    tar.entry(header, text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });

/** Unpacks an archive into a new folder, 0700. */
export async function unpackSnapshot(from: string, into: string): Promise<void> {
  const { default: tarStream } = await import('tar-stream');
  await fs.mkdir(into, { mode: 0o700 });
  const tar = tarStream.extract();
  tar.on('entry', ({ name, type }, body, next) => {
    const target = path.join(into, name);
    // Nothing outside the folder, whatever the archive says.
    const isInside = target.startsWith(into + path.sep);
    const write = async (): Promise<void> => {
      if (isInside && type === 'directory') await fs.mkdir(target, { recursive: true, mode: 0o700 });
      if (isInside && type === 'file') await pipeline(body, createWriteStream(target, { mode: 0o600 }));
      else body.resume();
    };
    write().then(() => {
      next();
    }, next);
  });
  await pipeline(createReadStream(from), createGunzip(), tar);
}
