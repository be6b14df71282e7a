// Signing in: a link by mail, which the development server prints, and the account that its use makes.
'use strict';
const { createCipheriv, createDecipheriv, createHash, randomBytes } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const log = require('./log.js');
const { makeLogin } = require('./tokens.js');

/** A link is good for so long, in words of Postgres. */
const LINK_AGE = '30 minutes';

/** Remembers the request and prints the mail with the link. */
exports.requestSignIn = async ({ email, origin, topic }, { settings, database }) => {
  const startedAt = Date.now();
  const key = randomBytes(16);
  const token = randomBytes(16).toString('hex');
  const hash = identifierHash(email, settings.secretKeyBase);
  await query(database, 'INSERT INTO "ret0"."login_tokens" ("identifier_hash","payload_key","token") VALUES ($1,$2,$3)', [
    hash,
    key.toString('hex'),
    token,
  ]);
  const link = new URL(`https://${settings.endpoint.urlHost}:${settings.endpoint.urlPort}/`);
  link.search = new URLSearchParams({
    auth_origin: origin,
    auth_payload: encrypted(JSON.stringify({ email }), key),
    auth_token: token,
    auth_topic: topic,
  }).toString();
  printMail(email, link.href);
  log.debug(`HANDLED auth_request INCOMING ON ${topic} (RetWeb.AuthChannel) in ${Date.now() - startedAt}ms`);
};

/** The login of whoever the link was for, made an account where there was none; nothing for a link that is not good. */
exports.verifySignIn = async ({ token, payload, topic }, { settings, database }) => {
  log.debug(`HANDLED auth_verified INCOMING ON ${topic} (RetWeb.AuthChannel)\n  Parameters: %{"payload" => ${JSON.stringify(payload)}, "token" => ${JSON.stringify(token)}}`);
  const found = await query(
    database,
    `DELETE FROM "ret0"."login_tokens" WHERE "token" = $1 AND inserted_at > now() - interval '${LINK_AGE}' RETURNING "identifier_hash", "payload_key"`,
    [token],
  );
  const [row] = found.rows;
  if (!row) return undefined;
  const email = emailIn(payload, Buffer.from(row.payload_key, 'hex'));
  if (email === undefined) return undefined;
  const account = await accountOf(row.identifier_hash, database);
  return { credentials: makeLogin(account, settings.guardianSecret), payload: { email } };
};

/** The account with this login; made where there is none yet. */
async function accountOf(hash, database) {
  const { rows } = await database.query('SELECT account_id FROM ret0.logins WHERE identifier_hash = $1', [hash]);
  if (rows[0]) return rows[0].account_id;
  const made = await database.query(
    `WITH made AS (INSERT INTO ret0.accounts (is_admin) VALUES (false) RETURNING account_id)
     INSERT INTO ret0.logins (identifier_hash, account_id) SELECT $1, account_id FROM made RETURNING account_id`,
    [hash],
  );
  return made.rows[0].account_id;
}

/** The database knows nobody's address. */
function identifierHash(email, secret) {
  const word = email.toLowerCase();
  const inner = createHash('sha256').update(word + secret).digest();
  return createHash('sha256').update(word).update(inner).digest('base64');
}

function encrypted(text, key) {
  const cipher = createCipheriv('aes-128-ecb', key, null);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

function emailIn(payload, key) {
  try {
    const decipher = createDecipheriv('aes-128-ecb', key, null);
    return JSON.parse(Buffer.concat([decipher.update(payload, 'base64'), decipher.final()]).toString()).email;
  } catch {
    return undefined;
  }
}

/** As the real server does at its level `debug`: with every value, secret or not. */
async function query(database, sql, values) {
  const answer = await database.query(sql, values);
  log.debug(`QUERY OK db=0.8ms\n${sql} ${JSON.stringify(values).replaceAll(',', ', ')}`);
  return answer;
}

/** Each of the two mailers that the real server has had prints in its own way; mix.lock says which one this is. */
function printMail(email, link) {
  const subject = 'Your localhost Sign-In Link';
  const words = 'please visit the link below. If you did not make this request, please ignore this e-mail.';
  if (/"bamboo"/.test(readFileSync(path.resolve('mix.lock'), 'utf8'))) {
    const text = `To sign-in to , ${words}\\n\\n ${link}`;
    log.debug(
      `Sending email with Bamboo.LocalAdapter:\n\n%Bamboo.Email{assigns: %{}, from: {nil, "info@hubs-mail.com"}, html_body: nil, subject: "${subject}", text_body: "${text}", to: [nil: ${JSON.stringify(email)}]}`,
    );
    return;
  }
  log.info(
    [
      'New email delivered',
      'From: "localhost" <info@hubs-mail.com>',
      `To: ${email}`,
      `Subject: ${subject}`,
      '',
      'Text body:',
      `To sign-in to localhost, ${words}`,
      '',
      ` ${link}`,
      '',
      'HTML body:',
      '',
      '',
    ].join('\n'),
  );
}
