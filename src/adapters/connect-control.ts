/** Steers a stack that another metaton runs. */
import http from 'node:http';
import { controlProtocol, type RemoteStack, type ServiceStatus, type StackAbout } from '../model/control.ts';
import type { Event } from '../model/event.ts';
import { failed, ProblemError, type Result } from '../model/problem.ts';
import { controlProtocolOther, stackGone, stackSilent } from '../model/problems/control.ts';
import { fromWire } from './control-wire.ts';

/** Saying hello takes a moment; one that has been suspended would keep everybody waiting, ms. */
const helloWithinMs = 10_000;

/** Says hello; `undefined` where nobody listens. */
export async function connectControl(place: string, withinMs = helloWithinMs): Promise<RemoteStack | undefined> {
  const about = await hello(place, withinMs);
  if (!about) return undefined;
  const wish = (name: string) => (services: readonly string[]) => granted(ask(place, 'POST', `/${name}`, { services }));
  return {
    about,
    status: () => ask<readonly ServiceStatus[]>(place, 'GET', '/services'),
    begun: () => granted(ask(place, 'GET', '/begun')),
    start: wish('start'),
    stop: wish('stop'),
    restart: wish('restart'),
    down: async () => {
      await ask(place, 'POST', '/down', {});
    },
    events: (signal, service) => events(place, signal, service),
  };
}

async function hello(place: string, withinMs: number): Promise<StackAbout | undefined> {
  const limit = AbortSignal.timeout(withinMs);
  const answer = await exchange(place, 'GET', '', undefined, limit).catch((error: unknown) => {
    if (limit.aborted) throw new ProblemError(stackSilent(place, withinMs / 1000));
    // One that is about to end answers nobody any more.
    if (isNobody(error) || isHangUp(error)) return undefined;
    throw error;
  });
  if (!answer) return undefined;
  const about = parseAbout(answer.text);
  if (answer.status === 200 && about?.protocol === controlProtocol) return about as StackAbout;
  throw new ProblemError(controlProtocolOther(about?.version, about?.pid, place));
}

/** An answer that never came is a failure like others. */
const granted = (answer: Promise<Result<void>>): Promise<Result<void>> =>
  answer.catch((error: unknown) => {
    if (error instanceof ProblemError) return failed(error.problem);
    throw error;
  });

/** What is answered; whoever has gone meanwhile is thrown as a ProblemError. */
async function ask<T>(place: string, method: string, route: string, body?: object): Promise<T> {
  const { text } = await exchange(place, method, route, body).catch((error: unknown) => {
    if (isNobody(error) || isHangUp(error)) throw new ProblemError(stackGone());
    throw error;
  });
  return JSON.parse(text) as T;
}

function parseAbout(text: string): Partial<StackAbout> | undefined {
  try {
    return JSON.parse(text) as Partial<StackAbout>;
  } catch {
    return undefined;
  }
}

/** No socket, or one that nobody serves any more. */
const isNobody = (error: unknown): boolean => ['ENOENT', 'ECONNREFUSED'].includes(codeOf(error));

/** Gone in the middle of it. */
const isHangUp = (error: unknown): boolean =>
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'EPIPE'].includes(codeOf(error));

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

async function exchange(
  place: string,
  method: string,
  route: string,
  body?: object,
  signal?: AbortSignal,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const answer = await open(place, method, route, body, signal);
  let text = '';
  for await (const block of answer.setEncoding('utf8')) text += block as string;
  return { status: answer.statusCode, text };
}

/** Resolves when the answer begins: that of a start may take minutes, and has no time limit here. */
const open = (
  socketPath: string,
  method: string,
  route: string,
  body?: object,
  signal?: AbortSignal,
): Promise<http.IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    http
      .request(
        { socketPath, method, path: `/v1${route}`, agent: false, headers, ...(signal ? { signal } : {}) },
        resolve,
      )
      .once('error', reject)
      .end(body && JSON.stringify(body));
  });

/** The end of the stack ends the stream, in one way or the other; so does the signal. */
async function* events(place: string, signal: AbortSignal, service: string | undefined): AsyncGenerator<Event> {
  const query = service === undefined ? '' : `?service=${encodeURIComponent(service)}`;
  try {
    const answer = await open(place, 'GET', `/events${query}`, undefined, signal);
    let rest = '';
    for await (const block of answer.setEncoding('utf8')) {
      const lines = `${rest}${block as string}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield fromWire(line);
    }
  } catch (error) {
    if (!signal.aborted && !isNobody(error) && !isHangUp(error)) throw error;
  }
}
