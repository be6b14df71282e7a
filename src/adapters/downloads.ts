/** Files from the network: resumed where an attempt broke off, through the proxies of the user's shell. */
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type { RequestInit, Response } from 'undici';
import * as z from 'zod';
import type { DownloadOutcome, DownloadRequest, Downloads } from '../model/machine.ts';

type Shell = Readonly<Record<string, string | undefined>>;

/** Longest wait for a connection, and for the next bytes, ms: a mirror that says nothing for so long is asked anew. */
const patience = { connectMs: 10_000, silenceMs: 30_000 };

/** Downloads with the proxies that `environment` names. Node's own fetch of version 20 knows none. */
export const makeDownloads = (environment: Shell, { connectMs, silenceMs } = patience): Downloads => ({
  fetch: (request, signal) =>
    asking(environment, { connectMs, silenceMs }, (ask) =>
      attempt(request, (headers) => ask(request.url, { headers, signal }), signal),
    ),
  whyUnreachable: (url, withinMs) =>
    asking(environment, { connectMs: withinMs, silenceMs: withinMs }, (ask) =>
      ask(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(withinMs) }).then(
        () => undefined,
        wordsOf,
      ),
    ),
});

type Ask = (url: string, options: RequestInit) => Promise<Response>;

/** One piece of work with connections of its own. */
async function asking<T>(
  environment: Shell,
  { connectMs, silenceMs }: typeof patience,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const { default: undici } = await import('undici');
  const dispatcher = new undici.EnvHttpProxyAgent({
    ...proxiesOf(environment),
    connect: { timeout: connectMs },
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
  });
  try {
    return await work((url, options) => undici.fetch(url, { ...options, dispatcher }));
  } finally {
    await dispatcher.destroy();
  }
}

/** As curl reads them: lower case goes first. */
function proxiesOf(environment: Shell): { httpProxy: string; httpsProxy: string; noProxy: string } {
  const read = (name: string): string => environment[name] ?? environment[name.toUpperCase()] ?? '';
  const all = read('all_proxy');
  return { httpProxy: read('http_proxy') || all, httpsProxy: read('https_proxy') || all, noProxy: read('no_proxy') };
}

async function attempt(
  { url, to, onProgress }: DownloadRequest,
  ask: (headers: Record<string, string>) => Promise<Response>,
  signal: AbortSignal,
): Promise<DownloadOutcome> {
  await fs.mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  const partial = await findPartial(to, url);
  let response: Response;
  try {
    response = await ask({
      'user-agent': 'metaton',
      // What is on disk must be what is published, byte for byte.
      'accept-encoding': 'identity',
      ...(partial ? { range: `bytes=${partial.bytes}-`, 'if-range': partial.validator } : {}),
    });
  } catch (error) {
    return signal.aborted ? cut(partial?.bytes ?? 0, error) : { kind: 'unreachable', why: wordsOf(error) };
  }
  if (response.status === 416) {
    await forget(to);
    return cut(0, new Error('what was there does not belong to what is published now'));
  }
  const { body, headers } = response;
  if (!response.ok || body === null)
    return { kind: 'refused', status: response.status, retryAfterMs: retryAfter(headers.get('retry-after')) };
  return receive(to, url, { body, headers, status: response.status }, partial?.bytes ?? 0, onProgress);
}

/** An answer with something in it. */
interface Answer {
  readonly body: NonNullable<Response['body']>;
  readonly headers: Response['headers'];
  readonly status: number;
}

async function receive(
  to: string,
  url: string,
  { body, headers, status }: Answer,
  bytesBefore: number,
  onProgress: DownloadRequest['onProgress'],
): Promise<DownloadOutcome> {
  const start = status === 206 ? startOf(headers) : 0;
  if (start !== 0 && start !== bytesBefore) {
    await forget(to);
    return cut(0, new Error(`the server went on at byte ${start}, not at ${bytesBefore}`));
  }
  const length = Number(headers.get('content-length') ?? Number.NaN);
  const total = Number.isNaN(length) ? undefined : start + length;
  await remember(to, url, headers);
  let bytes = start;
  onProgress(bytes, total);
  const file = await fs.open(partOf(to), start === 0 ? 'w' : 'a', 0o600);
  const blocks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, unknown>;
  try {
    // Only the network may break off: what cannot be written is thrown.
    for (let next = await nextOf(blocks); next !== undefined; next = await nextOf(blocks)) {
      if (next instanceof Error) return cut(bytes, next);
      await file.writeFile(next);
      bytes += next.length;
      onProgress(bytes, total);
    }
  } finally {
    await file.close();
  }
  if (total !== undefined && bytes < total) return cut(bytes, new Error(`${bytes} of ${total} bytes came`));
  await fs.rename(partOf(to), to);
  await fs.rm(notesOf(to), { force: true });
  return { kind: 'whole' };
}

/** The next block, nothing at the end, or why it broke off. */
const nextOf = (blocks: AsyncIterator<Uint8Array, unknown>): Promise<Uint8Array | Error | undefined> =>
  blocks.next().then(
    ({ done, value }) => (done === true ? undefined : value),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

const cut = (bytes: number, error: unknown): DownloadOutcome => ({ kind: 'cut', bytes, why: wordsOf(error) });

const partOf = (to: string): string => `${to}.part`;
const notesOf = (to: string): string => `${to}.part.json`;

const notesSchema = z.object({ url: z.string(), validator: z.string() });

/** What an attempt has brought, where it can be told whether it is still a part of what is published. */
async function findPartial(to: string, url: string): Promise<{ bytes: number; validator: string } | undefined> {
  try {
    const notes = notesSchema.parse(JSON.parse(await fs.readFile(notesOf(to), 'utf8')));
    const { size } = await fs.stat(partOf(to));
    return notes.url === url && size > 0 ? { bytes: size, validator: notes.validator } : undefined;
  } catch {
    return undefined;
  }
}

/** A weak ETag says "alike", which is not enough to join two halves. */
async function remember(to: string, url: string, headers: Response['headers']): Promise<void> {
  const etag = headers.get('etag');
  const validator = etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
  if (validator === null) await fs.rm(notesOf(to), { force: true });
  else await fs.writeFile(notesOf(to), JSON.stringify({ url, validator }), { mode: 0o600 });
}

async function forget(to: string): Promise<void> {
  await Promise.all([partOf(to), notesOf(to)].map((file) => fs.rm(file, { force: true })));
}

const startOf = (headers: Response['headers']): number =>
  Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? Number.NaN);

/** Seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

/** fetch itself says no more than "fetch failed": what happened stands in its cause. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  if (cause instanceof Error && cause.message !== '') return cause.message;
  return error.message;
}
