// Fetches the pages of the three page servers, whose certificates the real server does not check either.
'use strict';
const https = require('node:https');
const { ipv4 } = require('./postgres.js');

/** How long a page may take with all attempts; the real server gives it ten seconds, a demo has not got them. */
const PATIENCE_MS = 1000;
/** Pause between two attempts to reach an origin that refuses. */
const RETRY_MS = 100;

/** The text of a page, or nothing when its origin has not given it in time. */
const fetchPage = async (origin, file) => {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const page = await fetchOnce(`${origin}/${file}`, deadline - Date.now()).catch(() => undefined);
    if (page !== undefined) return page;
    await new Promise((resolve) => setTimeout(resolve, Math.min(RETRY_MS, Math.max(0, deadline - Date.now()))));
  }
  return undefined;
};
exports.fetchPage = fetchPage;

function fetchOnce(address, timeoutMs) {
  const url = new URL(address);
  const target = { host: ipv4(url.hostname), port: url.port, path: url.pathname, family: 4 };
  return new Promise((resolve, reject) => {
    const request = https.get(
      { ...target, headers: { host: url.host }, rejectUnauthorized: false, agent: false },
      (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => (response.statusCode === 200 ? resolve(Buffer.concat(parts)) : reject(new Error('status'))));
      },
    );
    request.on('error', reject);
    const timer = setTimeout(() => request.destroy(new Error('timeout')), timeoutMs);
    request.on('close', () => clearTimeout(timer));
  });
}

/** Watches the pages that /health asks for: true from the first moment when all of them were there. */
exports.watchPages = (origins) => {
  const state = { isWarm: false };
  const look = async () => {
    const wanted = [[origins.hubs, 'index.html'], [origins.hubs, 'hub.html'], [origins.spoke, 'index.html']];
    const pages = await Promise.all(wanted.map(([origin, file]) => fetchPage(origin, file)));
    state.isWarm = pages.every((page) => page !== undefined);
    if (!state.isWarm) setTimeout(look, RETRY_MS).unref();
  };
  void look();
  return state;
};
