/** Pages for the browsers of this machine. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnswerRequest, Web } from '../model/machine.ts';
import { closeSocket } from './control-socket.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Serves on loopback alone. */
export const makeWeb = (): Web => ({ serve });

/** A client that does not come to the end of its request is let go, ms. */
const longestRequestMs = 10_000;

async function serve(makeAnswer: (port: number) => Promise<AnswerRequest>): Promise<Awaited<ReturnType<Web['serve']>>> {
  const { createServer } = await import('node:http');
  // The port is taken at once; what answers is loaded with the first question.
  let answering: Promise<Listener> | undefined;
  const server = createServer(
    { headersTimeout: longestRequestMs, requestTimeout: longestRequestMs },
    (request, response) => {
      answering ??= makeListener(makeAnswer(port));
      void answering.then((answerTo) => answerTo(request, response));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, close: () => closeSocket(server) };
}

async function makeListener(answer: Promise<AnswerRequest>): Promise<Listener> {
  const [{ getRequestListener }, answerTo] = await Promise.all([import('@hono/node-server'), answer]);
  return getRequestListener(answerTo);
}
