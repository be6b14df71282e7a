/** The real disk: every write goes beside the file and is renamed into place. */
import { createHash, randomBytes } from 'node:crypto';
import { type BigIntStats, createReadStream, type Stats, watch as watchFolder } from 'node:fs';
import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Files, OpenFile, Place } from '../model/machine.ts';

/** The machine's files. `temporaryDirectory` is where short-lived folders go. */
export function makeFiles(temporaryDirectory: string = os.tmpdir()): Files {
  return {
    read: (file) => unlessMissing(fs.readFile(file, 'utf8')),
    write: (file, text, mode) => writeAtomically(file, Buffer.from(text), mode),
    copy: copyWhereDifferent,
    claim,
    makeFolder: async (folder, mode) => {
      await fs.mkdir(folder, { recursive: true, ...(mode === undefined ? {} : { mode }) });
    },
    list: async (folder) => ((await unlessMissing(fs.readdir(folder))) ?? []).sort(),
    exists: async (file) => (await statOf(file)) !== undefined,
    kind: async (file) => kindOf(await statOf(file)),
    mode: async (file) => {
      const stats = await statOf(file);
      return stats && stats.mode & 0o777;
    },
    remove: (file) => fs.rm(file, { recursive: true, force: true }),
    removeEmptyFolder,
    setMode: (file, mode) => fs.chmod(file, mode),
    place: placeOf,
    giveToOwnerOfFolder,
    readInput,
    append,
    rename: async (from, to) => {
      await unlessMissing(fs.rename(from, to));
    },
    stat: async (file) => {
      const stats = await unlessMissing(fs.stat(file, { bigint: true }));
      return (
        stats && {
          size: Number(stats.size),
          modifiedAt: Number(stats.mtimeMs),
          identity: identityOf(stats),
          isOwn: isOwn(Number(stats.uid)),
        }
      );
    },
    open: openFile,
    watch,
    makeTemporaryFolder: async (prefix) => fs.realpath(await fs.mkdtemp(path.join(temporaryDirectory, `${prefix}-`))),
    hash,
    copyTree,
  };
}

async function removeEmptyFolder(folder: string): Promise<void> {
  try {
    await unlessMissing(fs.rmdir(folder));
  } catch (error) {
    // POSIX lets a system say either.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

async function hash(file: string): Promise<string | undefined> {
  const sum = createHash('sha256');
  const read = async (): Promise<string> => {
    for await (const block of createReadStream(file)) sum.update(block as Buffer);
    return sum.digest('hex');
  };
  return unlessMissing(read());
}

async function readInput(): Promise<Uint8Array> {
  const blocks: Buffer[] = [];
  for await (const block of process.stdin) blocks.push(block as Buffer);
  return Buffer.concat(blocks);
}

/** The mode of a file that nobody gave one: as the umask would have it for text. */
const defaultMode = 0o644;

function watch(folder: string, onChange: () => void, signal: AbortSignal): void {
  try {
    // What is gone, or cannot be watched on this disk, tells nothing.
    watchFolder(folder, { signal, persistent: false }, onChange).on('error', () => undefined);
  } catch {
    return;
  }
}

async function writeAtomically(file: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  const beside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const present = await statOf(file);
  const handle = await fs.open(beside, 'wx', mode ?? present?.mode ?? defaultMode);
  try {
    await handle.writeFile(bytes);
    if (present) await keepOwner(handle, present);
    // The umask may have taken bits away that were asked for, and a new owner the rest.
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
    await handle.close();
    await fs.rename(beside, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await fs.rm(beside, { force: true });
    throw error;
  }
}

async function claim(file: string, text: string, mode: number): Promise<boolean> {
  const beside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  await fs.writeFile(beside, text, { flag: 'wx', mode });
  try {
    // Unlike renaming, it refuses to take another's place.
    await fs.link(beside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await fs.rm(beside, { force: true });
  }
}

/** As far as this user may: root may give to anybody, others to groups of theirs. */
async function keepOwner(handle: fs.FileHandle, { uid, gid }: Pick<Stats, 'uid' | 'gid'>): Promise<void> {
  const made = await handle.stat();
  if (made.uid === uid && made.gid === gid) return;
  for (const owner of [uid, made.uid]) {
    try {
      await handle.chown(owner, gid);
      return;
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  ['EACCES', 'EPERM', 'EROFS', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '');

async function giveToOwnerOfFolder(file: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const [folder, made] = await Promise.all([fs.stat(path.dirname(file)), statOf(file)]);
  if (made && (made.uid !== folder.uid || made.gid !== folder.gid)) await fs.chown(file, folder.uid, folder.gid);
}

async function placeOf(file: string): Promise<Place> {
  const isLink = (await unlessMissing(fs.lstat(file)))?.isSymbolicLink() === true;
  const real = await unlessMissing(fs.realpath(file));
  const target = real ?? file;
  const folder = await nearestFolder(path.dirname(target));
  const [mayReplace, mayMake, disk] = await Promise.all([
    real === undefined ? true : isWritable(real),
    isWritable(folder),
    fs.statfs(folder),
  ]);
  return {
    real: real ?? (isLink ? undefined : path.join(await fs.realpath(folder), path.relative(folder, file))),
    isWritable: mayReplace && mayMake,
    freeBytes: disk.bavail * disk.bsize,
  };
}

/** The folder itself, or the first above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  if ((await statOf(folder))?.isDirectory() === true) return folder;
  return nearestFolder(path.dirname(folder));
}

async function isWritable(file: string): Promise<boolean> {
  try {
    await fs.access(file, fs.constants.W_OK);
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

async function append(file: string, parts: readonly Uint8Array[], mode: number): Promise<void> {
  const handle = await fs.open(file, 'a', mode);
  try {
    const { bytesWritten } = await handle.writev(parts);
    // A full disk takes a part, and says why at the next.
    if (bytesWritten < parts.reduce((size, { length }) => size + length, 0))
      await handle.writeFile(Buffer.concat(parts).subarray(bytesWritten));
  } finally {
    await handle.close();
  }
}

async function copyWhereDifferent(from: string, to: string, mode: number): Promise<boolean> {
  const wanted = await fs.readFile(from);
  const present = await unlessMissing(fs.readFile(to));
  const stats = await statOf(to);
  if (present?.equals(wanted) && stats && (stats.mode & 0o777) === mode) return false;
  await writeAtomically(to, wanted, mode);
  return true;
}

async function openFile(file: string): Promise<OpenFile | undefined> {
  const handle = await unlessMissing(fs.open(file, 'r'));
  if (!handle) return undefined;
  return {
    identity: identityOf(await handle.stat({ bigint: true })),
    read: async (offset, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}

/** Windows has no users of this kind. */
function isOwn(uid: number): boolean {
  const own = process.getuid?.() ?? uid;
  return own === uid || own === 0;
}

/** Numbers of files may be larger than a number of JavaScript can tell apart. */
const identityOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;

/** Names that npm leaves out of a package, and what stands for them in `templates/`. */
const storedNames = new Map([
  ['_node_modules', 'node_modules'],
  ['_gitignore', '.gitignore'],
]);

async function copyTree(from: string, to: string): Promise<void> {
  await fs.mkdir(to, { recursive: true });
  for (const entry of await fs.readdir(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, storedNames.get(entry.name) ?? entry.name);
    if (entry.isDirectory()) await copyTree(source, target);
    else await fs.copyFile(source, target);
  }
}

const statOf = (file: string): Promise<Stats | undefined> => unlessMissing(fs.stat(file));

function kindOf(stats: Stats | undefined): 'file' | 'folder' | 'other' | 'missing' {
  if (!stats) return 'missing';
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'folder' : 'other';
}

async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
