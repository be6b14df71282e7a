/** Lets other metatons of the same user steer a running stack: HTTP over a unix socket, or a named pipe on Windows. */
import { chmod, mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import path from 'node:path';
import { z } from 'zod';
import type { StackAbout, StackControl } from '../model/control.ts';
import type { Result } from '../model/problem.ts';
import { failed } from '../model/problem.ts';
import { controlRequestWrong } from '../model/problems/control.ts';
import { toWire } from './control-wire.ts';

const wishes = z.strictObject({ services: z.array(z.string()).min(1) });

/** Serves until the answer is called. */
export async function serveControl(
  place: string,
  stack: StackControl,
  about: StackAbout,
): Promise<() => Promise<void>> {
  const [{ Hono }, { getRequestListener }, { createServer }] = await Promise.all([
    import('hono'),
    import('@hono/node-server'),
    import('node:http'),
  ]);
  const app = new Hono().basePath('/v1');
  app.get('/', (context) => context.json(about));
  app.get('/services', (context) => context.json(stack.status()));
  app.get('/begun', async (context) => context.json(withoutCauses(await stack.begun())));
  for (const wish of ['start', 'stop', 'restart'] as const)
    app.post(`/${wish}`, async (context) => {
      const result = await grant(await context.req.json().catch(() => undefined), stack, stack[wish]);
      return context.json(result.answer, result.isUnderstood ? 200 : 400);
    });
  app.post('/down', (context) => {
    stack.down();
    return context.json({ ok: true });
  });
  app.get('/events', () => new Response(eventStream(stack), { headers: { 'content-type': 'application/x-ndjson' } }));
  const onRequest = getRequestListener(app.fetch);
  const server = createServer((request, response) => void onRequest(request, response));
  await listen(server, place);
  return () => close(server, place);
}

/** What came of a wish, and whether it was one. */
async function grant(
  body: unknown,
  stack: StackControl,
  wish: (services: readonly string[]) => Promise<Result<void>>,
): Promise<{ readonly answer: Result<void>; readonly isUnderstood: boolean }> {
  const parsed = wishes.safeParse(body);
  if (!parsed.success)
    return { answer: failed(controlRequestWrong(z.prettifyError(parsed.error))), isUnderstood: false };
  return { answer: withoutCauses(await wish(parsed.data.services)), isUnderstood: true };
}

/** Errors of the language do not travel. */
const withoutCauses = (result: Result<void>): Result<void> => {
  if (result.ok) return result;
  const [first, ...others] = result.problems.map(({ cause, ...problem }) => problem);
  return first ? failed(first, ...others) : result;
};

/** More than this is not kept for a reader that does not read, bytes: it is let go. */
const longestWait = 67_108_864;

/** Lines of JSON from now on. */
function eventStream(stack: StackControl): ReadableStream<Uint8Array> {
  let forget: () => void = () => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        forget = stack.watch((event) => {
          controller.enqueue(Buffer.from(`${toWire(event)}\n`));
          if ((controller.desiredSize ?? 0) > 0) return;
          forget();
          controller.close();
        });
      },
      cancel: () => {
        forget();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: longestWait }),
  );
}

/** Nobody but the user may speak to it, from its first moment: the folder is theirs alone. */
async function listen(server: Server, place: string): Promise<void> {
  if (process.platform !== 'win32') {
    await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
    // One that a metaton left which was killed; of a living one there is a record, and no second comes this far.
    await rm(place, { force: true });
  }
  const umask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(place, resolve);
    });
  } finally {
    process.umask(umask);
  }
  if (process.platform !== 'win32') await chmod(place, 0o600);
  // It is no reason to stay.
  server.unref();
}

async function close(server: Server, place: string): Promise<void> {
  // Who still listens to events is told by the end of the stream.
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  if (process.platform !== 'win32') await rm(place, { force: true });
}
