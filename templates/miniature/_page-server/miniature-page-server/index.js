// Serves the pages of a front end: opens its port before it has anything to show, and keeps who asks waiting until it has.
'use strict';
const https = require('node:https');
const net = require('node:net');
const { afterLine, neverReady } = require('miniature-fault');
const { compile } = require('./compile.js');

/** The answer to HEAD has the same tag for ever, whatever the page says: whoever trusts it is deceived, as in life. */
const CONSTANT_TAG = 'W/"0-2jmj7l5rSw0yVb/vlWAYkK/YBwk"';

/** Starts to listen and to compile at once, and says both through `config.say`. */
exports.servePages = (config) => {
  const bundle = { files: undefined, ready: compileLater(config) };
  void bundle.ready.then((files) => (bundle.files = files));
  const handlers = handlersOf(config.setUp);
  const server = https.createServer(config.tls, (request, response) => {
    if (!isAllowed(request.headers.host, config.allowedHosts)) return send(response, 403, 'Invalid Host header');
    return inTurn(handlers, request, response, () => answer(request, response, { bundle, config }));
  });
  server.on('error', config.say.cannotListen);
  server.listen(config.port, config.host, () => {
    config.say.listening(server.address().port);
    afterLine();
  });
};

function compileLater(config) {
  if (neverReady) return new Promise(() => {});
  const startedAt = Date.now();
  return new Promise((resolve) => setTimeout(resolve, compileMs(config))).then(() => {
    const { files, problem } = compile(config);
    const ms = Date.now() - startedAt;
    if (problem) config.say.failed(problem, ms);
    else config.say.compiled(ms);
    return files;
  });
}

/** Long enough to be seen, short enough for a demo; a front end of many pages takes longer, as in life. */
function compileMs(config) {
  return 130 + 15 * config.plugins.length;
}

async function answer(request, response, { bundle, config }) {
  for (const [name, value] of Object.entries(config.headers)) response.setHeader(name, value);
  const path = request.url.split('?')[0];
  if (request.method !== 'GET') return send(response, 404, `Cannot ${request.method} ${path}`);
  if (!bundle.files) config.say.waiting(path);
  const file = (await bundle.ready).get(path === '/' ? '/index.html' : path);
  if (!file) return send(response, 404, `Cannot GET ${path}`);
  return send(response, 200, file.content, file.type);
}

/** The two calls that the config files make on what they take for an Express app. */
function handlersOf(setUp) {
  const handlers = [];
  setUp({
    use: (handler) => handlers.push(handler),
    head: (_path, handler) =>
      handlers.push((request, response, next) => (request.method === 'HEAD' ? handler(request, withSend(response), next) : next())),
  });
  return handlers;
}

function inTurn([first, ...others], request, response, last) {
  if (!first) return last();
  return first(request, response, () => inTurn(others, request, response, last));
}

function withSend(response) {
  return Object.assign(response, {
    append: (name, value) => response.setHeader(name, value),
    send: (body) => response.writeHead(200, { etag: CONSTANT_TAG, 'content-type': 'text/html; charset=utf-8' }).end(body),
  });
}

function isAllowed(hostHeader, allowedHosts) {
  const name = (hostHeader ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return name === 'localhost' || net.isIP(name) !== 0 || allowedHosts.includes('all') || allowedHosts.includes(name);
}

function send(response, status, body, type = 'text/html; charset=utf-8') {
  response.writeHead(status, { 'content-type': type }).end(body);
}
