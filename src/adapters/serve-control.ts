/** Lets other metatons of the same user steer a running stack: HTTP over a unix socket, or a named pipe on Windows. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';
import * as z from 'zod';
import type { StackAbout, StackControl } from '../model/control.ts';
import type { Result } from '../model/problem.ts';
import { failed, ProblemError } from '../model/problem.ts';
import { workspaceBusy } from '../model/problems/config.ts';
import { controlRequestWrong, stackGone } from '../model/problems/control.ts';
import { connectControl } from './connect-control.ts';
import { EventStreams } from './event-streams.ts';
import { closeSocket, listenOnSocket } from './control-socket.ts';

const wishes = z.strictObject({ services: z.array(z.string()).min(1) });

/** Serves until the answer is called: then every listener hears the last events, and every wish is answered. */
export async function serveControl(
  place: string,
  stack: StackControl,
  about: StackAbout,
): Promise<() => Promise<void>> {
  const { createServer } = await import('node:http');
  const ended = new AbortController();
  const streams = new EventStreams(stack);
  // The socket is taken at once: of two metatons it lets one through. What answers is loaded with the first question.
  let answering: Promise<Listener> | undefined;
  const server = createServer((request, response) => {
    answering ??= makeListener(stack, about, streams, ended.signal);
    void answering.then((answerTo) => answerTo(request, response));
  });
  if (!(await listenOnSocket(server, place))) throw await busy(place);
  return async () => {
    ended.abort();
    streams.end();
    await closeSocket(server);
  };
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function makeListener(
  stack: StackControl,
  about: StackAbout,
  streams: EventStreams,
  ended: AbortSignal,
): Promise<Listener> {
  const [{ Hono }, { getRequestListener }] = await Promise.all([import('hono'), import('@hono/node-server')]);
  const outcome = async (work: Promise<Result<void>>): Promise<Result<void>> =>
    withoutCauses(await Promise.race([work, whenEnded(ended)]));

  const app = new Hono().basePath('/v1');
  app.get('/', (context) => context.json(about));
  app.get('/services', (context) => context.json(stack.status()));
  app.get('/begun', async (context) => context.json(await outcome(stack.begun())));
  for (const wish of ['start', 'stop', 'restart'] as const)
    app.post(`/${wish}`, async (context) => {
      const parsed = wishes.safeParse(await context.req.json().catch(() => undefined));
      return parsed.success
        ? answer(context, await outcome(stack[wish](parsed.data.services)))
        : context.json(failed(controlRequestWrong(z.prettifyError(parsed.error))), 400);
    });
  app.post('/down', (context) => {
    stack.down();
    return context.json({ ok: true });
  });
  app.get('/events', (context) => streams.answer(context.req.query('service')));
  // Whoever asks in the words of another protocol learns whom to ask instead.
  app.notFound((context) => context.json({ ...about, ...failed(controlRequestWrong(askedFor(context))) }, 404));

  return getRequestListener(app.fetch);
}

/** Of a mistake in what was asked, programs that are not metaton learn by the status, too. */
const answer = (context: Context, result: Result<void>): Response =>
  context.json(result, !result.ok && result.problems.some(({ isUsage }) => isUsage === true) ? 400 : 200);

const askedFor = ({ req }: Context): string => `${req.method} ${req.path}`;

const whenEnded = (signal: AbortSignal): Promise<Result<void>> =>
  new Promise((resolve) => {
    // It may have ended while what answers was being loaded.
    if (signal.aborted) resolve(failed(stackGone()));
    signal.addEventListener('abort', () => {
      resolve(failed(stackGone()));
    });
  });

/** Errors of the language do not travel. */
const withoutCauses = (result: Result<void>): Result<void> => {
  if (result.ok) return result;
  const [first, ...others] = result.problems.map(({ cause, ...problem }) => problem);
  return first ? failed(first, ...others) : result;
};

/** Another metaton was quicker by a moment: there was no record of it yet. */
async function busy(place: string): Promise<Error> {
  const other = await connectControl(place);
  return other
    ? new ProblemError(workspaceBusy(other.about, other.about.workspace))
    : new Error(`${place} can neither be used nor asked`);
}
