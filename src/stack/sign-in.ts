/** Signs in as the client does, with the link that reticulum prints instead of sending it. */
import { randomUUID } from 'node:crypto';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { signInLinkUnseen, signInRefused } from '../model/problems/sign-in.ts';
import type { Session } from '../model/session.ts';
import {
  type ChannelMessage,
  findSignInLink,
  type Heard,
  heardOf,
  joinMessage,
  requestMessage,
  type SignInLink,
  socketUrl,
  verifyMessage,
} from '../reticulum/sign-in.ts';
import type { Reticulum } from './reticulum.ts';
import { messageOf } from '../model/message-of.ts';

/** Reticulum prints it within a second. */
const withinSeconds = 20;

/** More of what it prints has nothing to do with it, letters. */
const printedKept = 65_536;

/** A new link for an address; good once, for half an hour. */
export const signInLink = (email: string, reticulum: Reticulum, session: Session): Promise<Result<SignInLink>> =>
  talk(email, reticulum, session, (link) => Promise.resolve(ok(link)));

/** Makes the account of an address where there is none: uses a link up, as the page behind it does. */
export const makeAccount = (email: string, reticulum: Reticulum, session: Session): Promise<Result<void>> =>
  talk(email, reticulum, session, (link, { topic, say, signedIn }) => {
    say(verifyMessage(topic, link));
    return signedIn;
  });

/** The channel in which a link was asked for. */
interface Channel {
  readonly topic: string;
  readonly say: (message: ChannelMessage) => void;
  /** Settles when the link has been used, or with what reticulum refuses. */
  readonly signedIn: Promise<Result<void>>;
}

/** Asks for a link and goes on with it, all within the time that it may take. */
async function talk<T>(
  email: string,
  { stack, values, url }: Reticulum,
  { machine, signal }: Session,
  goOn: (link: SignInLink, channel: Channel) => Promise<Result<T>>,
): Promise<Result<T>> {
  const topic = `auth:${randomUUID()}`;
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  void machine.clock.sleep(withinSeconds * 1000, until).then(() => {
    over.abort();
  });
  // Listens before it asks.
  const printed = printedLink(stack.events(until, 'reticulum'), topic);
  try {
    const address = {
      url: socketUrl(url),
      authorityFile: values.certificate.authority,
      answerWithinMs: withinSeconds * 1000,
    };
    const socket = await machine.network.openWebsocket(address, until);
    const messages = socket.messages[Symbol.asyncIterator]();
    const say = (message: ChannelMessage): void => {
      socket.send(JSON.stringify(message));
    };
    say(joinMessage(topic));
    const joined = await hear('joined', topic, messages);
    if (!joined.ok) return joined;
    say(requestMessage(topic, email));
    const signedIn = hear('signed-in', topic, messages);
    // Where a link is on its way nothing is answered: what comes first is the link, or a refusal.
    const first = await Promise.race([printed, signedIn]);
    if (first && 'url' in first) return await goOn(first, { topic, say, signedIn });
    return first?.ok === false && !until.aborted ? first : failed(signInLinkUnseen(withinSeconds));
  } catch (error) {
    return failed(signInRefused(messageOf(error)));
  } finally {
    over.abort();
  }
}

async function printedLink(
  events: ReturnType<Reticulum['stack']['events']>,
  topic: string,
): Promise<SignInLink | undefined> {
  const decoder = new TextDecoder();
  let printed = '';
  for await (const event of events) {
    if (event.kind !== 'log-block') continue;
    printed = (printed + decoder.decode(event.bytes, { stream: true })).slice(-printedKept);
    const link = findSignInLink(printed, topic);
    if (link) return link;
  }
  return undefined;
}

/** Waits for this; what reticulum refuses, or a websocket that it closes, is a Problem. */
async function hear(kind: Heard['kind'], topic: string, messages: AsyncIterator<string>): Promise<Result<void>> {
  for (;;) {
    const next = await messages.next();
    if (next.done) return failed(signInRefused('the websocket was closed'));
    const heard = heardOf(next.value, topic);
    if (heard.kind === kind) return ok(undefined);
    if (heard.kind === 'refused') return failed(signInRefused(heard.reason));
  }
}
