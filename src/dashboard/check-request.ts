/** Who may ask the dashboard for anything: whoever came with its token, from its own page, by its own name. */
import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { actionHeader } from './page-state.ts';

/** What lets a browser in. */
export interface Keys {
  /** In the address that is opened first. */
  readonly token: string;
  /** In the cookie that it is exchanged for: whoever sees the address once more has not got it. */
  readonly session: string;
}

/** Nothing but our own files and addresses; no frame, no form, no address handed on, nothing kept. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** On every answer, whatever it is. */
export const hardened: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
};

/** The name by which the page is reached. Not localhost: cookies of that go to Hubs and to all who serve there. */
const ownHost = (port: number): string => `127.0.0.1:${port}`;

/** Refuses what another name, another page or nobody that we know asks for. */
export const checkRequest =
  (port: number, keys: Keys): MiddlewareHandler =>
  async (context, next) => {
    const { req } = context;
    const origin = `http://${ownHost(port)}`;
    // A name that leads here without being ours is how pages of others reach loopback: DNS rebinding.
    if (req.header('host') !== ownHost(port)) return refusal(context, 421, `This is ${origin}, and nothing else.`);
    const isPost = req.method === 'POST';
    if (req.method !== 'GET' && !isPost) return refusal(context, 405, 'GET looks, POST acts.');
    const asking = req.header('origin');
    if (asking === undefined ? isPost : asking !== origin) return refusal(context, 403, 'Asked by another page.');
    const site = req.header('sec-fetch-site') ?? 'none';
    if (site !== 'none' && site !== 'same-origin') return refusal(context, 403, 'Asked by another page.');
    const token = req.query('t');
    if (!isPost && req.path === '/' && token !== undefined) return letIn(context, token, port, keys);
    if (!isSame(getCookie(context, cookieName(port)), keys.session))
      return refusal(context, 401, 'Open it with `metaton dashboard`, or by the address that `metaton up` has shown.');
    if (isPost && !isAction(context)) return refusal(context, 403, `POST takes JSON, and the header ${actionHeader}.`);
    return next();
  };

/** The token goes out of the address, and a cookie comes in its place. */
function letIn(context: Context, token: string, port: number, keys: Keys): Response {
  if (!isSame(token, keys.token)) return refusal(context, 403, 'The token is of another run: `metaton dashboard`.');
  setCookie(context, cookieName(port), keys.session, { httpOnly: true, sameSite: 'Strict', path: '/' });
  return context.redirect('/', 303);
}

/** Cookies know no ports: two stacks on one machine would take each other's. */
const cookieName = (port: number): string => `metaton-dashboard-${port}`;

const isAction = ({ req }: Context): boolean =>
  req.header(actionHeader) !== undefined &&
  req.header('content-type')?.split(';')[0]?.trim().toLowerCase() === 'application/json';

/** In the same time, however much of it is right. */
const isSame = (given: string | undefined, wanted: string): boolean => {
  if (given === undefined) return false;
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
};

const refusal = (context: Context, status: 401 | 403 | 405 | 421, words: string): Response =>
  context.text(`${words}\n`, status);
