/** Problems with signing in, accounts and rooms. */
import type { Problem } from '../problem.ts';

const service = 'reticulum';

/** What was given is no e-mail address. */
export const emailWrong = (word: string): Problem => ({
  code: 'email-wrong',
  summary: `${JSON.stringify(word)} is no e-mail address.`,
  fixes: ['Give one such as me@example.com. No mail is ever sent: the address is only a name for the account.'],
  isUsage: true,
});

/** Neither an address nor a wish to see all. */
export const adminNeedsEmail = (): Problem => ({
  code: 'admin-needs-email',
  summary: 'No e-mail address was given.',
  fixes: ['Run `metaton admin EMAIL`, or `metaton admin --list`.'],
  isUsage: true,
});

/** A switch has two positions. */
export const switchWrong = (word: string): Problem => ({
  code: 'switch-wrong',
  summary: `${JSON.stringify(word)} is neither on nor off.`,
  fixes: ['Run `metaton rooms permissive on`, or `off`.'],
  isUsage: true,
});

/** Reticulum is asked before it can answer. */
export const reticulumNotReady = (phase: string): Problem => ({
  code: 'reticulum-not-ready',
  summary: `reticulum is ${phase}.`,
  fixes: ['Run `metaton wait reticulum=ready`, then this again.', 'Run `metaton logs reticulum` to see what it does.'],
  service,
  standing: 'degraded',
});

/** Reticulum did not take what it was asked on its websocket. */
export const signInRefused = (seen: string): Problem => ({
  code: 'sign-in-refused',
  summary: 'reticulum did not let anyone sign in.',
  evidence: seen,
  fixes: ['Run `metaton logs reticulum --level warn` to see why.', 'Run `metaton doctor`.'],
  service,
});

/** The link was asked for, and reticulum has not printed it. */
export const signInLinkUnseen = (seconds: number): Problem => ({
  code: 'sign-in-link-unseen',
  summary: `reticulum has printed no sign-in link within ${seconds} s.`,
  fixes: [
    'Run this again.',
    'Does its config/dev.exs name another mailer? Then the link is in that mailbox.',
    'Run `metaton logs reticulum --since 1m` to see what it did.',
  ],
  service,
});

/** There is no such account. */
export const accountMissing = (email: string): Problem => ({
  code: 'account-missing',
  summary: `${email} has not signed in yet.`,
  fixes: [`Run \`metaton login ${email} --admin\`: it makes the account, makes it an administrator and signs you in.`],
  service,
});

/** The addresses of accounts are known by hashes, and what they are made with is not where it should be. */
export const secretMissing = (file: string): Problem => ({
  code: 'secret-missing',
  summary: 'The secret with which reticulum hides e-mail addresses is not found.',
  evidence: `${file} has no line secret_key_base: "…"`,
  fixes: ['Put that line back into the endpoint of that file.'],
  service,
});

/** Reticulum has never run on this database. */
export const tablesMissing = (): Problem => ({
  code: 'tables-missing',
  summary: 'The database has no tables of reticulum yet.',
  fixes: ['Run `metaton up`: reticulum makes them when it starts.'],
  service: 'postgres',
});

/** Reticulum did not make the room. */
export const roomRefused = (status: number, body: string): Problem => ({
  code: 'room-refused',
  summary: 'reticulum has made no room.',
  evidence: `POST /api/v1/hubs: ${status} ${body.slice(0, 200)}`,
  fixes: [
    'Are rooms of everybody switched off? Switch them on in the admin panel: Server settings → Features.',
    'Run `metaton logs reticulum --since 1m` to see why.',
  ],
  service,
});
