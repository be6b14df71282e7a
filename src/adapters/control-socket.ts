/** A socket on disk that nobody but the user can reach. */
import { once } from 'node:events';
import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { ProblemError } from '../model/problem.ts';
import { controlFolderForeign } from '../model/problems/control.ts';

/** Listens; a socket that nobody serves any more is replaced. Answers false where somebody serves it. */
export async function listenOnSocket(server: Server, place: string): Promise<boolean> {
  if (process.platform !== 'win32') await makePrivateFolder(path.dirname(place));
  const isFree = (await tryToListen(server, place)) || (!(await isServed(place)) && (await replace(server, place)));
  if (isFree && process.platform !== 'win32') await chmod(place, 0o600);
  // It is no reason to stay.
  server.unref();
  return isFree;
}

async function replace(server: Server, place: string): Promise<boolean> {
  await rm(place, { force: true });
  return tryToListen(server, place);
}

/** False when there is a socket already, whoever serves it. */
async function tryToListen(server: Server, place: string): Promise<boolean> {
  try {
    // The folder is closed to others: so is the socket before its own mode is set. A umask would be everybody's here.
    await once(server.listen(place), 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

async function isServed(place: string): Promise<boolean> {
  const socket = net.connect(place);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The user's own folder, closed to others: it may lie where anyone can make one first. */
async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await isOwnFolder(folder))) throw new ProblemError(controlFolderForeign(folder));
  await chmod(folder, 0o700);
}

/** False also for a link, which may lead anywhere. */
export async function isOwnFolder(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  // Windows has no such numbers, and named pipes of its own.
  return found?.isDirectory() === true && (process.getuid === undefined || found.uid === process.getuid());
}

/** A reader that does not read is not waited for any longer, ms. */
const longestFarewellMs = 500;

/** Lets what has been answered reach whoever asked, then closes; Node removes the socket. */
export async function closeSocket(server: Server): Promise<void> {
  const hangUp = setTimeout(() => {
    server.closeAllConnections();
  }, longestFarewellMs);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(hangUp);
}
