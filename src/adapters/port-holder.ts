/** Who listens on a port, so that a taken port can name its holder. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import net from 'node:net';
import { promisify } from 'node:util';
import type { PortHolder } from '../model/machine.ts';

const execute = promisify(execFile);

/** The holder of a TCP port on this machine, or `undefined` when the port is free. */
export const portHolder = (port: number): Promise<PortHolder | undefined> =>
  process.platform === 'linux' ? holderFromProc(port) : holderFromLsof(port);

async function holderFromProc(port: number): Promise<PortHolder | undefined> {
  const inodes = (
    await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => listeningInodes(file, port)))
  ).flat();
  if (inodes.length === 0) return undefined;
  const pid = await ownerOf(new Set(inodes.map((inode) => `socket:[${inode}]`)));
  return pid === undefined
    ? { pid, description: 'a process of another user', folder: undefined }
    : { pid, ...(await describe(pid)) };
}

/** The kernel's code for a listening socket in /proc/net/tcp. */
const listening = '0A';

async function listeningInodes(file: string, port: number): Promise<readonly string[]> {
  const text = await readFile(file, 'latin1').catch(() => '');
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === listening && local?.endsWith(wanted))
    .map((fields) => fields[9] ?? '');
}

async function ownerOf(sockets: ReadonlySet<string>): Promise<number | undefined> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    if (links.some((link) => sockets.has(link))) return Number(pid);
  }
  return undefined;
}

/** A command line is cut here, so that a Problem stays on one line. */
const commandLength = 60;

async function describe(pid: number): Promise<Pick<PortHolder, 'description' | 'folder'>> {
  const [commandLine, folder] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    readlink(`/proc/${pid}/cwd`).catch(() => undefined),
  ]);
  const command = commandLine.replaceAll('\0', ' ').trim().slice(0, commandLength) || 'unknown';
  return { description: `pid ${pid} (${command})${folder === undefined ? '' : ` in ${folder}`}`, folder };
}

async function holderFromLsof(port: number): Promise<PortHolder | undefined> {
  if (await canListen(port)) return undefined;
  const { stdout } = await execute('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']).catch(() => ({
    stdout: '',
  }));
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  const name = /^c(.+)$/m.exec(stdout)?.[1] ?? 'unknown';
  return pid === undefined
    ? { pid: undefined, description: 'a program that could not be named', folder: undefined }
    : { pid: Number(pid), description: `pid ${pid} (${name})`, folder: undefined };
}

/** True when both address families let a server listen on the port. */
async function canListen(port: number): Promise<boolean> {
  const answers = await Promise.all(['127.0.0.1', '0.0.0.0', '::'].map((address) => canListenOn(port, address)));
  return answers.every(Boolean);
}

const canListenOn = (port: number, address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 cannot have the port taken there.
      resolve(error.code !== 'EADDRINUSE');
    });
    server.listen(port, address, () =>
      server.close(() => {
        resolve(true);
      }),
    );
  });
