// The HTTPS server: opens its port, sends each request to the file that answers it, and lets requests end before it stops.
'use strict';
const { accessSync, readFileSync, constants } = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { answerAdmin } = require('./admin-proxy.js');
const { answerHealth, answerMeta, answerNewRoom } = require('./api.js');
const log = require('./log.js');
const { watchPages } = require('./origins.js');
const { answerPage, send } = require('./pages.js');
const { acceptSockets } = require('./socket.js');

/** Opens the port and answers; returns what stops it as soon as the last request has its answer. */
exports.serve = (settings, database) => {
  const { endpoint } = settings;
  const server = createServer(endpoint);
  const context = { settings, database, pages: undefined };
  const open = new Set();
  server.on('request', (request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    void answer(request, response, context);
  });
  acceptSockets(server, settings, database);
  server.on('error', (cause) => failToListen(cause));
  server.listen(endpoint.port, endpoint.ip, () => {
    log.info(`Running RetWeb.Endpoint with cowboy 2.9.0 at ${endpoint.ip}:${endpoint.port} (https)`);
    log.info(`Access RetWeb.Endpoint at https://${endpoint.urlHost}:${endpoint.urlPort}`);
    context.pages = watchPages(settings.origins);
  });
  return () => stopWhenIdle(server, open);
};

/** A key that does not fit its certificate is found by nobody at start, only by every client later. */
function createServer(endpoint) {
  const files = { key: readable(endpoint.keyfile, 'keyfile'), cert: readable(endpoint.certfile, 'certfile') };
  try {
    return https.createServer(files);
  } catch {
    const mute = https.createServer();
    mute.on('tlsClientError', () =>
      log.notice('TLS :server: In state :certify received CLIENT ALERT: Fatal - Decrypt Error'),
    );
    return mute;
  }
}

function readable(file, option) {
  try {
    accessSync(file, constants.R_OK);
    return readFileSync(file);
  } catch {
    const reason = 'either does not exist, or the application does not have permission to access it';
    log.giveUp(`** (ArgumentError) could not start Cowboy2 adapter, the file ${file} required by SSL's :${option} ${reason}`);
  }
}

async function answer(request, response, context) {
  const startedAt = Date.now();
  log.info(`${request.method} ${request.url.split('?')[0]}`);
  response.on('finish', () => log.info(`Sent ${response.statusCode} in ${Date.now() - startedAt}ms`));
  try {
    const url = new URL(request.url, `https://${request.headers.host ?? 'localhost'}`);
    await route({ request, response, url, ...context });
  } catch (cause) {
    log.error(`${cause.message}`);
    if (!response.headersSent) send(response, 500, 'Internal Server Error');
  }
}

function route(exchange) {
  const { request, response, url } = exchange;
  const place = url.pathname;
  if (place === '/api/v1/meta') return request.method === 'GET' ? answerMeta(exchange) : send(response, 405, 'Method Not Allowed');
  if (place === '/health') return answerHealth(exchange);
  if (place === '/stream-offline.png') return send(response, 200, readFileSync(path.resolve('priv/static/stream-offline.png')), 'image/png');
  if (place === '/api/v1/hubs') return request.method === 'POST' ? answerNewRoom(exchange) : send(response, 405, 'Method Not Allowed');
  if (place.startsWith('/api/postgrest')) return answerAdmin(exchange);
  if (place.startsWith('/api/')) return send(response, place.startsWith('/api/ita/') ? 502 : 404, '');
  if (place.startsWith('/socket/')) return send(response, 400, '');
  return answerPage(exchange);
}

function failToListen(cause) {
  if (cause.code !== 'EADDRINUSE') throw cause;
  const reason = 'for reason :eaddrinuse (address already in use)';
  log.error(`Failed to start Ranch listener RetWeb.Endpoint.HTTPS in :ranch_ssl:listen([cacerts: :..., key: :...]) ${reason}`);
  log.giveUp(
    '** (Mix) Could not start application ret: Ret.Application.start(:normal, []) returned an error: shutdown: failed to start child: RetWeb.Endpoint',
    '    ** (EXIT) shutdown: failed to start child: {:ranch_listener_sup, RetWeb.Endpoint.HTTPS}',
    '        ** (EXIT) {:listen_error, RetWeb.Endpoint.HTTPS, :eaddrinuse}',
  );
}

function stopWhenIdle(server, open) {
  server.close();
  const leave = () => open.size === 0 && process.exit(0);
  for (const response of open) response.on('close', leave);
  leave();
}
