// Starts the media server in the order of its big counterpart: workers, HTTPS, admin HTTP, websocket.
'use strict';
process.title = 'dialog';

const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const os = require('node:os');
const { afterLine, defaultSigterm, hang, keyOr, neverReady } = require('miniature-fault');
const config = require('./config');
const { log } = require('./lib/Logger');
const { Room } = require('./lib/Room');
const { acceptPeers } = require('./lib/protoo');

/** One room per `roomId` that anybody has asked for. */
const rooms = new Map();

run().catch((cause) => {
  // As an unhandled rejection ends the real one: with the stack, and with exit code 1.
  process.stderr.write(`${cause.stack}\n`);
  process.exit(1);
});

async function run() {
  defaultSigterm();
  process.stdout.write(`process.env.DEBUG: ${process.env.DEBUG}\nconfig.js:\n${JSON.stringify(config, null, 2)}\n`);
  afterLine();
  if (neverReady) return hang();
  // The console of the real one needs a terminal, and asks for it without looking.
  if (process.env.INTERACTIVE === 'true' || process.env.INTERACTIVE === '1') process.stdin.setRawMode(true);
  const authKey = readAuthKey();
  announceWorkers(config.mediasoup.numWorkers);
  const server = await openHttps();
  await openAdminHttp();
  log('mediasoup-demo-server:INFO', 'running protoo WebSocketServer...');
  acceptPeers(server, (peer, roomId) => roomNamed(roomId, authKey).add(peer));
}

function readAuthKey() {
  try {
    return keyOr('publicKey', fs.readFileSync(config.authKey, 'utf8'));
  } catch (cause) {
    log('mediasoup-demo-server:ERROR', `authKey not set; jwt verification will not work. [${cause}]`);
    return undefined;
  }
}

function announceWorkers(count) {
  log('mediasoup-demo-server:INFO', `running ${count} mediasoup Workers...`);
  for (let index = 0; index < count; index += 1) {
    log('mediasoup:Worker', `worker process running [pid:${process.pid + index + 1}]`);
  }
}

async function openHttps() {
  const tls = { cert: fs.readFileSync(config.https.tls.cert), key: fs.readFileSync(config.https.tls.key) };
  log('mediasoup-demo-server:INFO', 'running an HTTPS server...');
  const server = https.createServer(tls, notFound);
  await listening(server, config.https);
  return server;
}

async function openAdminHttp() {
  log('mediasoup-demo-server:INFO', 'running an Admin HTTP server...');
  await listening(http.createServer(answerAdmin), config.adminHttp);
}

function listening(server, { listenPort, listenIp }) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(listenPort), listenIp, resolve);
  });
}

function answerAdmin(request, response) {
  const path = request.url.split('?')[0];
  if (request.method === 'GET' && path === '/meta') return sendJson(response, { cap: capacity() });
  if (request.method === 'GET' && path === '/report') return sendJson(response, report());
  if (request.method === 'POST' && path === '/admin') return sendJson(response, { sessions: [] });
  return notFound(request, response);
}

/** As many peers as the real one believes that its workers carry. */
function capacity() {
  return config.mediasoup.numWorkers * 100;
}

function report() {
  const peers = [...rooms.values()].reduce((sum, room) => sum + room.size, 0);
  return { [process.pid]: { rooms: rooms.size, peers }, _capacity: capacity(), _hostname: os.hostname() };
}

function roomNamed(roomId, authKey) {
  if (!rooms.has(roomId)) rooms.set(roomId, new Room(authKey, () => rooms.delete(roomId)));
  return rooms.get(roomId);
}

function notFound(request, response) {
  response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<pre>Cannot ${request.method} ${request.url.split('?')[0]}</pre>\n`);
}

function sendJson(response, value) {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}
