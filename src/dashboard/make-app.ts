/** What the dashboard answers: three files, a stream, and what may be done with services and found defects. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { StackControl } from '../model/control.ts';
import { checkRequest, hardened, type Keys } from './check-request.ts';
import type { Devices } from './devices.ts';
import { eventStream, type StreamGround } from './event-stream.ts';
import type { Inquiries } from './inquiries.ts';
import { type ServiceAction, serviceActions } from './page-state.ts';
import type { Recorder } from './recorder.ts';
import { messageOf } from '../model/message-of.ts';

/** What answers are made from. */
export interface AppGround {
  readonly port: number;
  readonly keys: Keys;
  readonly stack: Pick<StackControl, 'status' | ServiceAction>;
  readonly recorder: Recorder;
  readonly inquiries: Inquiries;
  /** Absent where no other device reaches the stack. */
  readonly devices: Devices | undefined;
  readonly stream: StreamGround;
  /** A file of the page, as text. */
  readonly asset: (name: string) => Promise<string>;
}

/** By path: there are no others, so that none can be reached by another path. */
const assets = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
} as const;

/** What is sent to us is next to nothing, bytes. */
const longestBody = 1_024;

/** More than anybody has tabs; each costs a connection. */
const mostStreams = 2_000;

/** The application, for a server that is there for this machine alone. */
export function makeApp({ port, keys, stack, recorder, inquiries, devices, stream, asset }: AppGround): Hono {
  let streams = 0;
  const app = new Hono();
  app.use(hardened, checkRequest(port, keys));
  app.use('/api/*', bodyLimit({ maxSize: longestBody, onError: (context) => context.text('Too much.\n', 413) }));

  for (const [path, [name, type]] of Object.entries(assets))
    app.get(path, async (context) => context.body(await asset(name), 200, { 'content-type': type }));

  app.get('/events', (context) => {
    if (streams >= mostStreams) return context.text('Too many pages are open.\n', 503);
    streams++;
    const leave = inquiries.look();
    const after = Number(context.req.header('last-event-id') ?? context.req.query('after') ?? 0);
    const body = eventStream(stream, Number.isSafeInteger(after) && after > 0 ? after : 0, () => {
      streams--;
      leave();
    });
    return context.body(body, 200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  });

  for (const action of serviceActions)
    app.post(`/api/services/:service/${action}`, (context) => {
      const service = context.req.param('service');
      if (!stack.status().some((status) => status.service === service)) return context.text('No such service.\n', 404);
      void act(action, service, stack, recorder);
      return context.json({ accepted: true }, 202);
    });

  app.post('/api/doctor', (context) =>
    inquiries.examine() ? context.json({ accepted: true }, 202) : context.text('The doctor is at work.\n', 409),
  );
  app.post('/api/doctor/:check/mend', (context) =>
    inquiries.mend(context.req.param('check'))
      ? context.json({ accepted: true }, 202)
      : context.text('Nothing that could be mended from here now.\n', 409),
  );
  if (devices) {
    app.post('/api/devices/offer', (context) => {
      void devices.offer();
      return context.json({ accepted: true }, 202);
    });
    app.post('/api/devices/withdraw', (context) => {
      devices.withdraw();
      return context.json({ accepted: true }, 202);
    });
  }
  app.notFound((context) => context.text('Nothing is here.\n', 404));
  app.onError((_error, context) => context.text('That cannot be answered.\n', 500));
  return app;
}

/** What comes of it is seen on the page; what went wrong is said there. */
async function act(
  action: ServiceAction,
  service: string,
  stack: AppGround['stack'],
  recorder: Recorder,
): Promise<void> {
  try {
    const result = await stack[action]([service]);
    if (!result.ok) for (const problem of result.problems) recorder.tellProblem(problem);
  } catch (error) {
    recorder.tellNotice(`${action} ${service}: ${messageOf(error)}`);
  }
}
