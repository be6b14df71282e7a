// /api/postgrest: swaps the login of an admin for a permission and hands the request on to PostgREST.
'use strict';
const http = require('node:http');
const { ipv4 } = require('./postgres.js');
const { send } = require('./pages.js');
const { makeAdminPerms, readLogin } = require('./tokens.js');

/** Written into the real server's code; no setting moves it. */
const POSTGREST_PORT = 3000;

/** Asks who it is before it asks PostgREST anything, as the real server does: the order decides which failure is seen. */
exports.answerAdmin = async ({ request, response, url, settings, database }) => {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!token) return sendJson(response, 401, { error: 'unauthenticated' });
  const login = readLogin(token, settings.guardianSecret);
  if (!login) return sendJson(response, 401, { error: 'invalid_token' });
  if (!(await isAdmin(login.sub, database))) return send(response, 401, 'Not authorized');
  const perms = permsFor(login.sub, settings.permsKey);
  if (!perms) return send(response, 500, argumentError(request.method, url.pathname));
  return proxy({ request, response, url, settings, perms });
};

async function isAdmin(accountId, database) {
  if (!/^\d+$/.test(accountId)) return false;
  const { rows } = await database.query('SELECT is_admin FROM ret0.accounts WHERE account_id = $1', [accountId]);
  return rows[0]?.is_admin === true;
}

function permsFor(accountId, privateKey) {
  try {
    return makeAdminPerms(accountId, privateKey);
  } catch {
    return undefined;
  }
}

function argumentError(method, path) {
  const reason = 'argument error: [[], {:jose_jws, {:jose_jws_alg_rsa_pkcs1_v1_5, :RS512}, :undefined, %{"typ" => "JWT"}}]';
  return `# ArgumentError at ${method} ${path}\n\nException:\n\n    ** (ArgumentError) ${reason}\n`;
}

function proxy({ request, response, url, settings, perms }) {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const target = {
    host: ipv4(settings.postgrestHost),
    port: POSTGREST_PORT,
    method: request.method,
    path: `${url.pathname.slice('/api/postgrest'.length) || '/'}${url.search}`,
    headers: { ...headers, authorization: `Bearer ${perms}` },
  };
  return new Promise((resolve) => {
    response.on('close', resolve);
    const onward = http.request(target, (answer) => {
      const { connection: _c, 'transfer-encoding': _t, ...answerHeaders } = answer.headers;
      response.writeHead(answer.statusCode, answerHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502, { 'content-length': 0 }).end()));
    request.pipe(onward);
  });
}

function sendJson(response, status, body) {
  send(response, status, JSON.stringify(body), 'application/json; charset=utf-8');
}
exports.sendJson = sendJson;
