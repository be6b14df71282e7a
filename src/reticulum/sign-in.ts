/** What is said on reticulum's websocket to sign in, and the link that it then prints. Pure. */

/** A message of Phoenix' second protocol: https://hexdocs.pm/phoenix/writing_a_channels_client.html */
export type ChannelMessage = readonly [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: unknown,
];

/** Reticulum takes any word for an address; what has no @ is a slip. */
export const isEmail = (word: string): boolean => /^[^\s@]+@[^\s@]+$/.test(word) && word.length <= longestEmail;

/** https://www.rfc-editor.org/errata/eid1690 */
const longestEmail = 254;

/** Where the websocket is, for a reticulum at this address. */
export const socketUrl = (reticulumUrl: string): string =>
  `${reticulumUrl.replace(/^http/, 'ws').replace(/\/$/, '')}/socket/websocket?vsn=2.0.0`;

/** Joins the channel in which a link may be asked for, once. */
export const joinMessage = (topic: string): ChannelMessage => ['1', '1', topic, 'phx_join', {}];

/** Asks for a link by mail. Nothing is answered where it is on its way. */
export const requestMessage = (topic: string, email: string): ChannelMessage => [
  '1',
  '2',
  topic,
  'auth_request',
  { email, origin: 'hubs' },
];

/** Uses the link up, as the page behind it does. */
export const verifyMessage = (topic: string, { token, payload }: SignInLink): ChannelMessage => [
  '1',
  '3',
  topic,
  'auth_verified',
  { token, payload },
];

/** What a message that came means to whoever signs in. */
export type Heard =
  | { readonly kind: 'joined' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'nothing' };

/** Messages of other topics, and what is no message, mean nothing. */
export function heardOf(text: string, topic: string): Heard {
  const [, ref, about, event, payload] = parsed(text);
  if (about !== topic) return { kind: 'nothing' };
  if (event === 'auth_credentials') return { kind: 'signed-in' };
  if (event === 'phx_error' || event === 'phx_close') return { kind: 'refused', reason: event };
  if (event !== 'phx_reply') return { kind: 'nothing' };
  const { status, response } = (payload ?? {}) as { readonly status?: unknown; readonly response?: unknown };
  if (status !== 'ok') return { kind: 'refused', reason: JSON.stringify(response) };
  return { kind: ref === '1' ? 'joined' : 'nothing' };
}

function parsed(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** The link that signs in whoever opens it: good once, for half an hour. A credential. */
export interface SignInLink {
  readonly url: string;
  readonly token: string;
  readonly payload: string;
}

/**
 * In the mail of both of reticulum's mailers: alone on its line, or within a quoted text whose ends of lines are
 * escaped. The order of the query is any.
 */
const link = /https?:\/\/[^\s"\\]+\/\?(?=[^\s"\\]*auth_token=)(?=[^\s"\\]*auth_payload=)[^\s"\\]+/g;

/** A link somewhere in a text. */
export interface PrintedLink extends SignInLink {
  readonly topic: string | null;
  /** Where it stands. */
  readonly index: number;
}

/** All links in what reticulum has printed. */
export const signInLinks = (printed: string): readonly PrintedLink[] =>
  [...printed.matchAll(link)].flatMap(({ 0: url, index }) => {
    const query = new URL(url).searchParams;
    const [token, payload, topic] = ['auth_token', 'auth_payload', 'auth_topic'].map((name) => query.get(name));
    return typeof token === 'string' && typeof payload === 'string'
      ? [{ url, token, payload, topic: topic ?? null, index }]
      : [];
  });

/** The first link for this topic in what reticulum has printed. */
export function findSignInLink(printed: string, topic: string): SignInLink | undefined {
  const found = signInLinks(printed).find((each) => each.topic === topic);
  return found && { url: found.url, token: found.token, payload: found.payload };
}
