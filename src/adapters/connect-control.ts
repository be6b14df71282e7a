/** Steers a stack that another metaton runs. */
import http from 'node:http';
import { controlProtocol, type RemoteStack, type ServiceStatus, type StackAbout } from '../model/control.ts';
import type { Event } from '../model/event.ts';
import { ProblemError, type Result } from '../model/problem.ts';
import { controlProtocolOther } from '../model/problems/control.ts';
import { fromWire } from './control-wire.ts';

/** Says hello; `undefined` where nobody listens. */
export async function connectControl(place: string): Promise<RemoteStack | undefined> {
  const about = await ask<StackAbout>(place, 'GET', '').catch((error: unknown) => {
    if (isNobody(error)) return undefined;
    throw error;
  });
  if (!about) return undefined;
  if (about.protocol !== controlProtocol) throw new ProblemError(controlProtocolOther(about.version, about.pid));
  const wish = (name: string) => (services: readonly string[]) =>
    ask<Result<void>>(place, 'POST', `/${name}`, { services });
  return {
    about,
    status: () => ask<readonly ServiceStatus[]>(place, 'GET', '/services'),
    begun: () => ask<Result<void>>(place, 'GET', '/begun'),
    start: wish('start'),
    stop: wish('stop'),
    restart: wish('restart'),
    down: async () => {
      await ask(place, 'POST', '/down', {});
    },
    events: (signal) => events(place, signal),
  };
}

/** No socket, or one that nobody serves any more. */
const isNobody = (error: unknown): boolean =>
  ['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '');

async function ask<T>(place: string, method: string, route: string, body?: object): Promise<T> {
  const text = await new Promise<string>((resolve, reject) => {
    open(place, method, route, (answer) => {
      const blocks: Buffer[] = [];
      answer.on('data', (block: Buffer) => blocks.push(block));
      answer.once('end', () => {
        resolve(Buffer.concat(blocks).toString());
      });
      answer.once('error', reject);
    })
      .once('error', reject)
      .end(body && JSON.stringify(body));
  });
  return JSON.parse(text) as T;
}

const open = (
  place: string,
  method: string,
  route: string,
  onAnswer: (answer: http.IncomingMessage) => void,
): http.ClientRequest =>
  http.request(
    // A stack whose start takes minutes answers after minutes.
    { socketPath: place, method, path: `/v1${route}`, agent: false, headers: { 'content-type': 'application/json' } },
    onAnswer,
  );

async function* events(place: string, signal: AbortSignal): AsyncGenerator<Event> {
  const answer = await new Promise<http.IncomingMessage | undefined>((resolve, reject) => {
    open(place, 'GET', '/events', resolve)
      .once('error', (error) => {
        // It has just ended.
        if (isNobody(error) || isHangUp(error)) resolve(undefined);
        else reject(error);
      })
      .end();
  });
  if (!answer) return;
  const hangUp = (): void => void answer.destroy();
  signal.addEventListener('abort', hangUp);
  let rest = '';
  try {
    for await (const block of answer.setEncoding('utf8')) {
      const lines = `${rest}${block as string}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield fromWire(line);
    }
  } catch (error) {
    // The end of the stack ends the stream, in one way or the other.
    if (!signal.aborted && !isHangUp(error)) throw error;
  } finally {
    signal.removeEventListener('abort', hangUp);
  }
}

const isHangUp = (error: unknown): boolean =>
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
