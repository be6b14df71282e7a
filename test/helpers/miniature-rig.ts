/** Lays miniatures of the services into temporary folders, runs their programs and a real Postgres, and ends all of it. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as openRequest, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import forge from 'node-forge';
import { makeDatabase } from '../../src/adapters/database.ts';
import { makeFiles } from '../../src/adapters/files.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TEMPLATES = path.join(ROOT, 'templates/miniature');

const running = new Set<ChildProcess>();
const folders = new Set<string>();
let overlay: Promise<string> | undefined;
/** One for all tests, since making the key takes longer than most of them. */
let certificatePair: { key: string; cert: string } | undefined;

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
  const { copyTree } = makeFiles();
  await copyTree(path.join(TEMPLATES, id), folder);
  await copyTree(path.join(await overlay, id), folder);
  return folder;
}

async function builtOverlay(): Promise<string> {
  const builder = pathToFileURL(path.join(ROOT, 'src/tools/build-miniature.mjs')).href;
  const { buildMiniature } = (await import(builder)) as { buildMiniature: (directory: string) => Promise<void> };
  const folder = await mkdtemp(path.join(tmpdir(), 'miniature-overlay-'));
  await buildMiniature(folder);
  return folder;
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

/** A fresh cluster with the user and password that the server insists on, made and run as metaton does it. */
export async function initPostgres(port: number): Promise<{ start: () => Program }> {
  const folder = await temporaryFolder();
  // As root it runs as another user, who has to come in.
  await chmod(folder, 0o755);
  const database = makeDatabase({ files: makeFiles(), port });
  await database.prepareCluster(folder, 'postgres');
  const { program, args, cwd, env, user } = await database.serverCommand(folder);
  return {
    start: () => run([program, ...args], { cwd, ...user, env: env as Readonly<Record<string, string>> }),
  };
}
