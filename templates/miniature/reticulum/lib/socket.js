// The websocket of the pages: heartbeats, and the channel `ret`, which gives out permissions.
'use strict';
const { randomUUID } = require('node:crypto');
const { WebSocketServer } = require('ws');
const log = require('./log.js');
const { makeAnonymousPerms } = require('./tokens.js');

/** Takes every connection at the one place where the pages ask. */
exports.acceptSockets = (server, settings) => {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (!request.url.startsWith('/socket/websocket')) return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    return sockets.handleUpgrade(request, socket, head, (client) => {
      log.info('CONNECTED TO RetWeb.SessionSocket in 54µs');
      const joined = new Set();
      client.on('message', (text) => answer(client, joined, parsed(text), settings));
    });
  });
};

/** Each message is a list: reference of the join, its own reference, topic, event, payload. */
function answer(client, joined, [joinRef, ref, topic, event, payload] = [], settings) {
  const say = (...rest) => client.send(JSON.stringify([joinRef ?? null, ...rest]));
  const reply = (status, response) => say(ref, topic, 'phx_reply', { status, response });
  if (topic === 'phoenix' && event === 'heartbeat') return reply('ok', {});
  if (event === 'phx_join') return join(joined, topic, payload, reply);
  if (!joined.has(topic)) return reply('error', { reason: 'unmatched topic' });
  if (event !== 'refresh_perms_token') return undefined;
  try {
    return reply('ok', { perms_token: makeAnonymousPerms(settings.permsKey) });
  } catch {
    joined.delete(topic);
    log.error('GenServer #PID<0.512.0> terminating');
    log.raw('** (ArgumentError) argument error: [[], {:jose_jws, {:jose_jws_alg_rsa_pkcs1_v1_5, :RS512}, :undefined, %{"typ" => "JWT"}}]');
    log.raw('    (ret 1.0.0) lib/ret/perms_token.ex:27: Ret.PermsToken.token_for_perms/1');
    return say(ref, topic, 'phx_error', {});
  }
}

function join(joined, topic, payload, reply) {
  if (topic !== 'ret' || typeof payload?.hub_id !== 'string') return reply('error', { reason: 'unmatched topic' });
  joined.add(topic);
  log.info('JOINED ret in 1ms');
  return reply('ok', { session_id: randomUUID(), vapid_public_key: '' });
}

function parsed(text) {
  try {
    const message = JSON.parse(text);
    return Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
