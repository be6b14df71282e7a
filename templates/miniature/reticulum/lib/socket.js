// The websocket of the main server: channels as messages of five parts, `[join, ref, topic, event, payload]`.
'use strict';
const { randomUUID } = require('node:crypto');
const { WebSocketServer } = require('ws');
const { requestSignIn, verifySignIn } = require('./auth.js');
const log = require('./log.js');
const { makeAnonymousPerms } = require('./tokens.js');

/** The real server thinks this long before somebody has joined who is to sign in, ms. */
const JOIN_MS = 500;

/** Everybody who has joined a topic. */
const members = new Map();

/** Takes part in what is said on `/socket/websocket`. */
exports.acceptSockets = (server, settings, database) => {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const { pathname } = new URL(request.url, 'https://localhost');
    if (pathname !== '/socket/websocket') return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    return sockets.handleUpgrade(request, socket, head, (client) => {
      log.info('CONNECTED TO RetWeb.SessionSocket in 54µs');
      new Connection(client, { settings, database });
    });
  });
};

class Connection {
  #session = randomUUID();
  /** Topics that this one has asked a link for. */
  #asked = new Set();

  constructor(socket, context) {
    this.socket = socket;
    this.context = context;
    socket.on('message', (text) => void this.#hear(String(text)));
    socket.on('close', () => {
      for (const here of members.values()) here.delete(this);
    });
  }

  async #hear(text) {
    const [joinRef, ref, topic, event, payload] = parsed(text) ?? [];
    if (typeof topic !== 'string') return;
    const reply = (status, response) => this.send([joinRef, ref, topic, 'phx_reply', { status, response }]);
    if (topic === 'phoenix' && event === 'heartbeat') return reply('ok', {});
    if (event === 'phx_join') return this.#join(topic, payload, reply);
    if (event === 'phx_leave') return this.#leave(topic, reply);
    if (!membersOf(topic).has(this)) return reply('error', { reason: 'unmatched topic' });
    if (event === 'auth_request') return this.#request(topic, payload, reply);
    if (event === 'auth_verified') return this.#verify(topic, payload);
    if (event === 'refresh_perms_token') return this.#refresh(topic, reply);
    return undefined;
  }

  async #join(topic, payload, reply) {
    const isSignIn = topic.startsWith('auth:');
    if (!isSignIn && (topic !== 'ret' || typeof payload?.hub_id !== 'string')) return reply('error', { reason: 'unmatched topic' });
    if (isSignIn) await pause(JOIN_MS);
    membersOf(topic).add(this);
    log.info(`JOINED ${topic} in ${isSignIn ? JOIN_MS : 1}ms`);
    return reply('ok', { session_id: this.#session, vapid_public_key: '' });
  }

  /** A key that is none ends the channel, not the server. */
  #refresh(topic, reply) {
    try {
      return reply('ok', { perms_token: makeAnonymousPerms(this.context.settings.permsKey) });
    } catch {
      membersOf(topic).delete(this);
      log.error('GenServer #PID<0.512.0> terminating');
      log.raw('** (ArgumentError) argument error: [[], {:jose_jws, {:jose_jws_alg_rsa_pkcs1_v1_5, :RS512}, :undefined, %{"typ" => "JWT"}}]');
      log.raw('    (ret 1.0.0) lib/ret/perms_token.ex:27: Ret.PermsToken.token_for_perms/1');
      return this.send([null, null, topic, 'phx_error', {}]);
    }
  }

  #leave(topic, reply) {
    membersOf(topic).delete(this);
    reply('ok', {});
  }

  /** Nothing is answered when it is done: the link is on its way by mail. */
  async #request(topic, { email, origin }, reply) {
    if (this.#asked.has(topic)) return reply('error', 'Already sent');
    this.#asked.add(topic);
    await requestSignIn({ email, origin, topic }, this.context);
    return undefined;
  }

  async #verify(topic, { token, payload }) {
    const credentials = await verifySignIn({ token, payload, topic }, this.context);
    if (!credentials) {
      await pause(JOIN_MS);
      return this.send([null, null, topic, 'phx_error', {}]);
    }
    for (const member of membersOf(topic)) member.send([null, null, topic, 'auth_credentials', credentials]);
    return undefined;
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }
}

function membersOf(topic) {
  const known = members.get(topic) ?? new Set();
  members.set(topic, known);
  return known;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
