/** `metaton verify`: does the running stack work as one? Proven from outside; changes nothing. */
import type { ProofGround } from '../engine/prove.ts';
import type { Result } from '../model/problem.ts';
import { ok, okUnless } from '../model/problem.ts';
import type { Session } from '../model/session.ts';
import { verdictsText } from '../report/verdicts-text.ts';
import { connect, findStack } from '../stack/connect.ts';
import { openStack, type OpenStack } from '../stack/open-stack.ts';
import { proveStack, refutations, standingIn } from '../stack/prove-stack.ts';

/** Fails with what is refuted. A stack that was started by hand will do as well. */
export async function verify(session: Session): Promise<Result<void>> {
  const found = await findStack(session);
  if (!found.ok) return found;
  const running = found.value.stack
    ? await atMetaton(await found.value.stack.status(), session)
    : await byHand(session);
  if (!running.ok) return running;
  if (!running.value) {
    const stack = await connect(session);
    // It may have begun a moment ago.
    return stack.ok ? verify(session) : stack;
  }
  const verdicts = await proveStack(running.value.stack, running.value.standing, session);
  session.report.text(verdictsText(verdicts));
  session.report.document({ verdicts });
  return okUnless(refutations(verdicts), undefined);
}

/** What runs, and how each service of it stands. */
interface Running {
  readonly stack: OpenStack;
  readonly standing: ProofGround['standing'];
}

async function atMetaton(
  statuses: Parameters<typeof standingIn>[0],
  session: Session,
): Promise<Result<Running | undefined>> {
  const stack = await openStack(session, { only: statuses.map(({ service }) => service), except: [] });
  return stack.ok ? ok({ stack: stack.value, standing: standingIn(statuses) }) : stack;
}

/** Services that somebody has started in other ways are told by their ports. */
async function byHand(session: Session): Promise<Result<Running | undefined>> {
  const all = await openStack(session);
  if (!all.ok) return all;
  const { services, values, facts } = all.value;
  const isThere = (name: string): boolean => {
    const ports = Object.keys(services.find((service) => service.name === name)?.ports ?? {});
    return ports.some((port) => facts.portHolders.has(values.port(name, port)));
  };
  const present = services.map(({ name }) => name).filter(isThere);
  if (present.length === 0) return ok(undefined);
  const stack = await openStack(session, { only: present, except: [] });
  if (!stack.ok) return stack;
  const standing = (name: string): ReturnType<ProofGround['standing']> =>
    isThere(name) ? {} : { hindrance: 'nobody listens at its ports' };
  return ok({ stack: stack.value, standing });
}
