/** Hands documents out over plain HTTP, to devices that do not trust us yet. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Offer } from '../model/machine.ts';

/** Nobody has so many devices that they ask at the same moment. */
const mostConnections = 64;

/** A request is one line and a few headers, ms. */
const askWithinMs = 10_000;

/** Serves until the signal aborts; answers the origin. Where the port is taken, another is. */
export async function offer({ address, port, documents }: Offer, signal: AbortSignal): Promise<string> {
  const [{ Hono }, { secureHeaders }, { getRequestListener }, { createServer }] = await Promise.all([
    import('hono'),
    import('hono/secure-headers'),
    import('@hono/node-server'),
    import('node:http'),
  ]);
  let origin = '';
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      // It is HTTP because nothing is trusted yet.
      strictTransportSecurity: false,
    }),
  );
  // A page elsewhere that has its own name lead here learns nothing.
  app.use(async (context, next) => {
    if (`http://${context.req.header('host') ?? ''}` !== origin) return context.text('Not here.', 421);
    context.header('Cache-Control', 'no-store');
    await next();
    return undefined;
  });
  for (const { path, type, body, fileName } of documents) {
    const disposition = fileName === undefined ? {} : { 'Content-Disposition': `attachment; filename="${fileName}"` };
    app.get(path, (context) => context.body(body, 200, { 'Content-Type': type, ...disposition }));
  }
  const answerTo = getRequestListener(app.fetch);
  const limits = { requestTimeout: askWithinMs, headersTimeout: askWithinMs };
  const server = createServer(limits, (request, response) => {
    void answerTo(request, response);
  });
  server.maxConnections = mostConnections;
  await listen(server, port, address).catch(async (error: unknown) => {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error;
    await listen(server, 0, address);
  });
  signal.addEventListener('abort', () => {
    server.close();
    server.closeAllConnections();
  });
  const bound = server.address();
  origin = `http://${address}:${typeof bound === 'object' && bound ? bound.port : port}`;
  return origin;
}

async function listen(server: Server, port: number, address: string): Promise<void> {
  server.listen(port, address);
  await once(server, 'listening');
}
