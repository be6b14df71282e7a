/** Real connections: always to 127.0.0.1, with the name of the URL in Host and SNI, trusting our authority alone. */
import { on, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import type {
  Conversation,
  HttpAnswer,
  HttpRequest,
  Network,
  OpenWebsocket,
  SeenTls,
  TlsAnswer,
  WebsocketAddress,
} from '../model/machine.ts';

/** The services listen on IPv4 only, while `localhost` may resolve to ::1 first. */
const loopback = '127.0.0.1';

/** No longer wait than this for a connection to open, ms. */
const connectWithinMs = 2_000;

/** More of an answer than this is of no use to a probe, bytes. */
const bodyLimit = 1_048_576;

/** Today's reticulum answers 500 to a request without one. */
const userAgent = 'metaton';

async function request(
  { url, authorityFile, headers, json, answerWithinMs }: HttpRequest,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const target = new URL(url);
  const isSecure = target.protocol === 'https:';
  const ca = isSecure ? await readFile(authorityFile, 'utf8') : undefined;
  return new Promise((resolve, reject) => {
    const outgoing = (isSecure ? https : http).request(
      {
        host: loopback,
        port: target.port || (isSecure ? 443 : 80),
        path: `${target.pathname}${target.search}`,
        ...(json === undefined ? {} : { method: 'POST' }),
        headers: {
          host: target.host,
          'user-agent': userAgent,
          ...(json === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }),
          ...headers,
        },
        agent: false,
        timeout: answerWithinMs,
        ...(signal ? { signal } : {}),
        ...(ca === undefined ? {} : { ca, ...serverName(target.hostname) }),
      },
      (incoming) => {
        const blocks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (block: Buffer) => {
          size += block.length;
          if (size <= bodyLimit) blocks.push(block);
        });
        incoming.once('end', () => {
          resolve({
            status: incoming.statusCode ?? 0,
            body: Buffer.concat(blocks).toString('utf8'),
            headers: headersOf(incoming),
          });
        });
        incoming.once('error', reject);
      },
    );
    outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer within ${answerWithinMs / 1000} s`)));
    outgoing.once('error', reject);
    outgoing.end(json);
  });
}

const headersOf = ({ headers }: http.IncomingMessage): HttpAnswer['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));

/** SNI may not hold an address; the certificate is still checked against it. */
const serverName = (name: string): tls.ConnectionOptions => ({
  ...(net.isIP(name) === 0 ? { servername: name } : {}),
  checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(name, certificate),
});

const interact = (socket: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const { stdin, stdout } = process;
    const connection = net.connect(socket);
    // The other side draws the lines as they are typed.
    connection.once('connect', () => {
      if (stdin.isTTY) stdin.setRawMode(true);
      stdin.pipe(connection);
      connection.pipe(stdout, { end: false });
    });
    connection.once('error', reject);
    connection.once('close', () => {
      if (stdin.isTTY) stdin.setRawMode(false);
      stdin.unpipe(connection).pause();
      resolve();
    });
  });

const connect = (port: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ host: loopback, port, timeout: connectWithinMs, ...(signal ? { signal } : {}) });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => socket.destroy(new Error('no connection')));
    socket.once('error', reject);
  });

async function verifyTls(port: number, name: string, authorityFile: string): Promise<TlsAnswer> {
  const ca = await readFile(authorityFile, 'utf8');
  return handshake(port, name, { ca }, (socket) => ({ fingerprint: socket.getPeerCertificate().fingerprint256 }));
}

async function seeTls(port: number, name: string, authorityFile: string): Promise<SeenTls> {
  const ca = await readFile(authorityFile, 'utf8').catch(() => undefined);
  const options = { rejectUnauthorized: false, ...(ca === undefined ? {} : { ca }) };
  return handshake(port, name, options, (socket) => {
    const certificate = socket.getPeerCertificate();
    const { fingerprint256: fingerprint, valid_to: until, subject } = certificate;
    const refusal = socket.authorized
      ? tls.checkServerIdentity(name, certificate)?.message
      : socket.authorizationError.message;
    return { fingerprint, refusal, description: `${inWords(subject)}, until ${until}` };
  });
}

/** Opens TLS, looks at what was shown, and hangs up. */
const handshake = <T>(
  port: number,
  name: string,
  options: tls.ConnectionOptions,
  look: (socket: tls.TLSSocket) => T,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const socket = tls.connect({ host: loopback, port, timeout: connectWithinMs, ...options, ...serverName(name) });
    socket.once('secureConnect', () => {
      const seen = look(socket);
      socket.destroy();
      resolve(seen);
    });
    socket.once('timeout', () => socket.destroy(new Error('no handshake in time')));
    socket.once('error', reject);
  });

const inWords = (subject: tls.Certificate): string =>
  Object.entries(subject)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');

async function converse({
  url,
  protocol,
  messages,
  authorityFile,
  answerWithinMs,
  lingerMs,
  isOver,
}: Conversation): Promise<readonly string[]> {
  const [{ WebSocket }, ca] = await Promise.all([import('ws'), readFile(authorityFile, 'utf8')]);
  const answers: string[] = [];
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocol ?? [], { ca, family: 4, handshakeTimeout: answerWithinMs });
    const end = (why: Error): void => {
      clearTimeout(timer);
      socket.terminate();
      if (answers.length > 0) resolve(answers);
      else reject(why);
    };
    let timer = setTimeout(() => {
      end(new Error('no answer'));
    }, answerWithinMs);
    socket.once('open', () => {
      for (const message of messages) socket.send(message);
    });
    socket.on('message', (data: Buffer) => {
      answers.push(data.toString('utf8'));
      if (isOver(answers)) end(new Error('over'));
      else if (lingerMs > 0 && answers.length === 1) {
        clearTimeout(timer);
        timer = setTimeout(() => {
          end(new Error('over'));
        }, lingerMs);
      }
    });
    socket.once('close', () => {
      end(new Error('closed without an answer'));
    });
    socket.once('error', end);
  });
}

async function openWebsocket(
  { url, authorityFile, answerWithinMs }: WebsocketAddress,
  signal?: AbortSignal,
): Promise<OpenWebsocket> {
  const [{ WebSocket }, ca] = await Promise.all([import('ws'), readFile(authorityFile, 'utf8')]);
  const socket = new WebSocket(url, { ca, family: 4, handshakeTimeout: answerWithinMs });
  const heard = on(socket, 'message', { close: ['close'] }) as AsyncIterable<[Buffer]>;
  const close = (): void => {
    socket.terminate();
  };
  signal?.addEventListener('abort', close, { once: true });
  // It may have come while the library was being loaded.
  if (signal?.aborted === true) close();
  await once(socket, 'open');
  return {
    send: (message) => {
      socket.send(message);
    },
    messages: (async function* () {
      for await (const [data] of heard) yield data.toString('utf8');
    })(),
    close,
  };
}

/** All that takes part in a conversation. */
export const connections: Omit<
  Network,
  'portHolder' | 'lookup' | 'ownAddresses' | 'lanAddresses' | 'offer' | 'timeAt'
> = {
  request,
  connect,
  verifyTls,
  seeTls,
  interact,
  converse,
  openWebsocket,
};
