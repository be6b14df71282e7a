/** Real connections: always to 127.0.0.1, with the name of the URL in Host and SNI, trusting our authority alone. */
import { on, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import type {
  HttpAnswer,
  HttpRequest,
  Network,
  OpenWebsocket,
  TlsAnswer,
  WebsocketAddress,
  WebsocketRequest,
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
          resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(blocks).toString('utf8') });
        });
        incoming.once('error', reject);
      },
    );
    outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer within ${answerWithinMs / 1000} s`)));
    outgoing.once('error', reject);
    outgoing.end(json);
  });
}

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
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: loopback, port, ca, timeout: connectWithinMs, ...serverName(name) });
    socket.once('secureConnect', () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      resolve({ fingerprint: fingerprint256 });
    });
    socket.once('timeout', () => socket.destroy(new Error('no handshake in time')));
    socket.once('error', reject);
  });
}

async function firstAnswer({
  url,
  protocol,
  message,
  authorityFile,
  answerWithinMs,
}: WebsocketRequest): Promise<string> {
  const [{ WebSocket }, ca] = await Promise.all([import('ws'), readFile(authorityFile, 'utf8')]);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocol, { ca, family: 4, handshakeTimeout: answerWithinMs });
    const timer = setTimeout(() => {
      reject(new Error('no answer'));
      socket.terminate();
    }, answerWithinMs);
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      socket.terminate();
      finish();
    };
    socket.once('open', () => {
      socket.send(message);
    });
    socket.once('message', (data: Buffer) => {
      settle(() => {
        resolve(data.toString('utf8'));
      });
    });
    socket.once('close', () => {
      settle(() => {
        reject(new Error('closed without an answer'));
      });
    });
    socket.once('error', (error) => {
      settle(() => {
        reject(error);
      });
    });
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
export const connections: Omit<Network, 'portHolder'> = {
  request,
  connect,
  verifyTls,
  interact,
  firstAnswer,
  openWebsocket,
};
