/** `metaton wait ID=STATE`: for scripts that go on when the stack has come so far. */
import { parseAwaited, parseTimeout, type Awaited } from '../config/parse-awaited.ts';
import type { ServiceStatus } from '../model/control.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { serviceUnknown } from '../model/problems/config.ts';
import { waitTooLong } from '../model/problems/control.ts';
import type { Session } from '../model/session.ts';
import { notReady } from '../report/status-text.ts';
import { findStack } from '../stack/connect.ts';
import { knownServices } from '../stack/known-services.ts';

/** What to wait for, and how long. */
export interface WaitFlags {
  readonly words: readonly string[];
  readonly timeout: string;
}

/** Soon enough for a script, and nothing beside what the stack itself does, ms. */
const pollMs = 100;

/** Waits for a stack that is yet to be started, too. */
export async function wait(flags: WaitFlags, session: Session): Promise<Result<void>> {
  const awaited = parseAwaited(flags.words);
  if (!awaited.ok) return awaited;
  const within = parseTimeout(flags.timeout);
  if (!within.ok) return within;
  const unknown = await unknownAmong(awaited.value, session);
  if (!unknown.ok) return unknown;
  const { clock } = session.machine;
  const deadline = clock.now() + within.value;
  for (;;) {
    const found = await findStack(session);
    if (!found.ok) return found;
    const services = await found.value.stack?.status().catch(() => undefined);
    const missing = awaited.value.filter((what) => !isReached(what, services));
    if (missing.length === 0 || session.signal.aborted) return ok(undefined);
    if (clock.now() >= deadline)
      return failed(waitTooLong(within.value / 1000, missing.map(inWords), services !== undefined));
    await clock.sleep(pollMs, session.signal);
  }
}

/** A name that no service has would be waited for in vain. */
async function unknownAmong(awaited: readonly Awaited[], session: Session): Promise<Result<void>> {
  const known = await knownServices(session);
  if (!known.ok) return known;
  const { names } = known.value;
  const unknown = awaited.flatMap(({ service }) => (service === undefined || names.includes(service) ? [] : service));
  return okUnless(
    unknown.map((name) => serviceUnknown({ source: 'command line' }, name, names)),
    undefined,
  );
}

const isReached = ({ service, phase }: Awaited, services: readonly ServiceStatus[] | undefined): boolean => {
  if (!services) return false;
  // Of all together, those that have done their work count as ready.
  if (service === undefined && phase === 'ready') return notReady(services).length === 0;
  if (service === undefined) return services.length > 0 && services.every(({ life }) => life.phase === phase);
  return services.some((status) => status.service === service && status.life.phase === phase);
};

const inWords = ({ service, phase }: Awaited): string => (service === undefined ? phase : `${service}=${phase}`);
