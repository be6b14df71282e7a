// The pages of hubs, the admin panel and Spoke as a browser gets them: live from their origins, with our meta tags in them.
'use strict';
const { createHash } = require('node:crypto');
const log = require('./log.js');
const { fetchPage } = require('./origins.js');

const HUBS_PAGES = /^\/(signin|verify|link|whats-new|tokens|cloud|discord)(?:\/|$)/;
const FILES = { '/hub.service.js': 'application/javascript', '/schema.toml': 'text/plain' };

/** Which file of which origin a path shows; nothing for a path that is no page. */
const pageAt = async (path, database) => {
  if (/^\/admin(\/|$)/.test(path)) return { origin: 'admin', file: 'admin.html' };
  if (/^\/spoke(\/|$)/.test(path)) return { origin: 'spoke', file: 'index.html' };
  if (path === '/hubs/schema.toml') return { origin: 'hubs', file: 'schema.toml' };
  if (path === '/hub.service.js') return { origin: 'hubs', file: 'hub.service.js' };
  if (path === '/') return { origin: 'hubs', file: 'index.html' };
  if (path.startsWith('/scenes/')) return { origin: 'hubs', file: 'scene.html' };
  if (path.startsWith('/avatars/')) return { origin: 'hubs', file: 'avatar.html' };
  const named = HUBS_PAGES.exec(path);
  if (named) return { origin: 'hubs', file: `${named[1]}.html` };
  const room = await database.query('SELECT 1 FROM ret0.hubs WHERE hub_sid = $1', [path.split('/')[1]]);
  return room.rowCount > 0 ? { origin: 'hubs', file: 'hub.html' } : undefined;
};

/** Answers a page request, whatever the path. */
exports.answerPage = async ({ request, response, url, settings, database }) => {
  // A host that is meant for uploaded files alone: there the real server looks for a file of that name and fails.
  if (url.hostname === settings.assetsHost) return send(response, 500, 'Internal Server Error');
  if (url.hostname === settings.linkHost) return redirect(response, `/link${url.pathname}`);
  if (/^\/https?:\//.test(url.pathname)) return refuseProxying(response, url, settings);
  if (!['GET', 'HEAD'].includes(request.method)) return send(response, 405, 'Method Not Allowed');
  if (url.pathname === '/' && url.search === '' && (await hasNoAccount(database))) return redirect(response, '/admin');
  const page = await pageAt(url.pathname, database);
  if (!page) return send(response, 404, 'Not Found');
  // The real server takes the user agent apart without asking whether there is one.
  if (/^(index|hub)\.html$/.test(page.file) && page.origin === 'hubs' && !request.headers['user-agent']) {
    return send(response, 500, 'Internal Server Error');
  }
  return sendPage(response, page, settings);
};

async function sendPage(response, { origin, file }, settings) {
  const content = await fetchPage(settings.origins[origin], file);
  if (content === undefined) return send(response, 503, `Missing file ${file}. Please try again.`);
  if (!file.endsWith('.html')) return send(response, 200, content, FILES[`/${file}`]);
  const script = `window.APP_CONFIG = ${JSON.stringify({ features: {}, translations: { en: { 'app-name': 'Miniature' } } })};`;
  response.setHeader('content-security-policy', securityPolicy(settings, script));
  return send(response, 200, withMetaTags(content.toString(), settings, script), 'text/html; charset=utf-8');
}

/** Puts our tags where the page says META_TAGS. */
function withMetaTags(html, settings, script) {
  const tags = [
    '<meta name="ret:version" content="1.0.0">',
    `<meta name="ret:phx_host" content="${settings.phxHost}">`,
    `<script>${script}</script>`,
  ];
  return html.replace(/^.*META_TAGS.*$/m, (line) => [line, ...tags].join('\n'));
}

/** Lets a page load from the page servers and talk to this server and dialog, and to nothing else. */
function securityPolicy(settings, script) {
  const { phxHost, endpoint, dialogHost, dialogPort, assetHosts, websocketHosts } = settings;
  const here = [`https://${phxHost}:${endpoint.urlPort}`, `wss://${phxHost}:${endpoint.urlPort}`];
  const dialog = [`wss://${dialogHost}:${dialogPort}`, `https://${dialogHost}:${dialogPort}`];
  const fallback = [`https://${settings.corsProxyHost}`, `https://${settings.assetsHost}`, `https://${settings.linkHost}`];
  const hash = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src 'self' ${assetHosts} ${hash}`,
    `style-src 'self' 'unsafe-inline' ${assetHosts}`,
    `img-src 'self' data: blob: ${assetHosts} ${fallback.join(' ')}`,
    `connect-src 'self' ${[...here, ...dialog, ...fallback].join(' ')} ${assetHosts} ${websocketHosts}`,
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

function refuseProxying(response, url, settings) {
  const target = URL.canParse(url.pathname.slice(1)) ? new URL(url.pathname.slice(1)).hostname : '';
  if (url.hostname === settings.corsProxyHost) {
    log.warning(`CORS Proxy: Blocking internal IP nil for host ${target}`);
  }
  return send(response, 401, 'Bad request.');
}

async function hasNoAccount(database) {
  const { rowCount } = await database.query('SELECT 1 FROM ret0.accounts LIMIT 1');
  return rowCount === 0;
}

function redirect(response, location) {
  response.writeHead(302, { location }).end();
}

function send(response, status, body, type = 'text/plain; charset=utf-8') {
  response.writeHead(status, { 'content-type': type }).end(body);
}
exports.send = send;
