// The small public interface: what the server says about itself, and rooms.
'use strict';
const { randomBytes, randomInt } = require('node:crypto');
const log = require('./log.js');
const { sendJson } = require('./admin-proxy.js');
const { send } = require('./pages.js');
const { readLogin } = require('./tokens.js');

/** The version and public address; with a query `include_repo` also whether there are accounts and admins. */
exports.answerMeta = async ({ response, url, settings, database }) => {
  const meta = {
    version: '1.0.0',
    pool: null,
    phx_port: String(settings.endpoint.urlPort),
    phx_host: settings.phxHost,
  };
  if (url.searchParams.has('include_repo')) meta.repo = await repoState(database);
  sendJson(response, 200, meta);
};

async function repoState(database) {
  const { rows } = await database.query('SELECT count(*) > 0 AS any, coalesce(bool_or(is_admin), false) AS admin FROM ret0.accounts');
  const nothing = { any: false, default: false, base: false, featured: false };
  return { storage: { in_quota: true }, scene_listings: nothing, avatar_listings: nothing, accounts: rows[0] };
}

/** Whether the pages of hubs and Spoke were seen: a statement about the stack, not about this server. */
exports.answerHealth = ({ response, pages }) => {
  if (pages.isWarm) return send(response, 200, 'ok');
  const reason = '%Protocol.UndefinedError{protocol: Enumerable, value: nil, description: ""}';
  log.error(`Health check failed at health_controller.ex:13 calling Enum.count: ${reason}`);
  log.info('For full stacktraces, set the environment variable STACKTRACE to FULL.');
  return send(response, 500, 'error');
};

/** Makes a room, for anybody. */
exports.answerNewRoom = async ({ request, response, settings, database }) => {
  const name = (await jsonOf(request))?.hub?.name;
  if (typeof name !== 'string' || name.trim() === '') return sendJson(response, 422, { error: 'name' });
  const isAnonymous = !readLogin((request.headers.authorization ?? '').replace(/^Bearer /i, ''), settings.guardianSecret);
  const room = {
    sid: Array.from({ length: 7 }, () => SID_LETTERS[randomInt(SID_LETTERS.length)]).join(''),
    slug: name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''),
    creator: isAnonymous ? randomBytes(16).toString('hex') : null,
    embed: randomBytes(16).toString('hex'),
  };
  await database.query(
    `INSERT INTO ret0.hubs (hub_sid, name, slug, host, creator_assignment_token, embed_token) VALUES ($1, $2, $3, $4, $5, $6)`,
    [room.sid, name, room.slug, settings.dialogHost, room.creator, room.embed],
  );
  sendJson(response, 200, {
    creator_assignment_token: room.creator,
    embed_token: room.embed,
    hub_id: room.sid,
    status: 'ok',
    url: `https://${settings.endpoint.urlHost}:${settings.endpoint.urlPort}/${room.sid}/${room.slug}`,
  });
};

const SID_LETTERS = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

async function jsonOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    return undefined;
  }
}
