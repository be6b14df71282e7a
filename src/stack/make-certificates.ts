/** Makes the authority, the certificate and the keys by themselves, for commands that are about nothing else. */
import type { AuthorityPlace } from '../model/certificates.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { notOursToChange } from '../model/problems/certificates.ts';
import type { Session } from '../model/session.ts';
import type { Action, Plan, Step } from '../model/step.ts';
import { type OpenStack, openStack, planFor } from './open-stack.ts';
import { run, unlessDry } from './run.ts';

/** What is to be made anew although it is good. */
export type Rotation = 'leaf' | 'keys' | 'authority';

/** The workspace with all its services: some have copies of what is made. */
export const openCertificates = (session: Session): Promise<Result<OpenStack>> => openStack(session);

/** Makes what is missing and renews what is due, and refreshes the copies; with `--dry-run` says what that would be. */
export async function makeCertificates(stack: OpenStack, session: Session, rotation?: Rotation): Promise<Result<void>> {
  const plan = certificatesPlan(stack, session, rotation);
  if (!plan.ok) return plan;
  return unlessDry(plan.value, session, async () => {
    const finish = session.report.progress(plan.value);
    const made = await run(plan.value, stack, session, () => Promise.resolve([]));
    await finish();
    return made;
  });
}

function certificatesPlan(stack: OpenStack, session: Session, rotation: Rotation | undefined): Result<Plan> {
  const refusal = rotation && refusalOf(rotation, stack.values.certificate);
  if (refusal !== undefined) return failed(notOursToChange(`--rotate ${rotation ?? ''}`, refusal));
  // It needs no checkouts, so that this works in any workspace.
  const services = stack.services.filter(({ name }) => name === 'certificates');
  const plan = planFor({ ...stack, services }, session, () => false);
  if (!plan.ok) return plan;
  const steps = plan.value.steps.map((step) => (rotation && isAbout(step.action, rotation) ? anew(step) : step));
  return ok({ ...plan.value, steps: [...steps, ...copySteps(stack, steps)] });
}

function refusalOf(
  rotation: Rotation,
  { own, authorityMaker }: AuthorityPlace & { readonly own: unknown },
): string | undefined {
  if (rotation === 'keys') return undefined;
  if (own !== undefined) return 'the certificate is your own';
  return rotation === 'authority' && authorityMaker === 'mkcert' ? 'the authority is that of mkcert' : undefined;
}

const kinds: Readonly<Record<Rotation, Action['kind']>> = {
  leaf: 'issue-certificate',
  keys: 'make-perms-keys',
  authority: 'make-authority',
};

const isAbout = ({ kind }: Action, rotation: Rotation): boolean => kind === kinds[rotation];

const anew = (step: Step): Step => ({
  ...step,
  title: `${step.title} anew`,
  action: { ...step.action, anew: true } as Action,
});

/** What metaton has laid into the checkouts follows; nothing is laid there that was not there before. */
const copySteps = ({ services, facts, values }: OpenStack, before: readonly Step[]): readonly Step[] =>
  services.flatMap((service) => {
    const checkout = facts.checkouts.get(service.name)?.root;
    const copies = service.copies?.(values) ?? [];
    if (checkout === undefined || copies.length === 0) return [];
    return [
      {
        id: `${service.name}:copies`,
        title: `Refresh the copies in ${service.name}`,
        service: service.name,
        after: before.map(({ id }) => id),
        action: { kind: 'refresh-copies', checkout, copies, state: values.state },
      },
    ];
  });
