/** Proves a running stack from outside. */
import { FailureMatcher } from '../engine/match-failures.ts';
import { prove, type ProofGround, type Standing } from '../engine/prove.ts';
import { allFailures } from '../failures/index.ts';
import type { ServiceStatus } from '../model/control.ts';
import type { Problem } from '../model/problem.ts';
import { proofRefuted } from '../model/problems/proof.ts';
import type { Verdict } from '../model/proof.ts';
import type { Session } from '../model/session.ts';
import { allServices } from '../services/index.ts';
import type { OpenStack } from './open-stack.ts';

/** Tries every proof that the services of the stack name, and says of which services there is nothing to prove. */
export async function proveStack(
  { services, values }: OpenStack,
  standing: ProofGround['standing'],
  { machine }: Session,
): Promise<readonly Verdict[]> {
  const proofs = services.flatMap((service) =>
    (service.proofs?.(values) ?? []).map((proof) => ({ service: service.name, proof })),
  );
  const failures = new FailureMatcher(allFailures);
  const verdicts = await prove(proofs, { machine, authorityFile: values.certificate.authority, failures, standing });
  const others = allServices.filter((service) => service.proofs && !values.runs(service.name));
  return [...verdicts, ...others.map(({ name }) => absent(name))];
}

const absent = (service: string): Verdict => ({
  service,
  claim: 'takes part',
  outcome: 'untried',
  seen: 'it is not part of the stack that runs',
});

/** What was refuted, as Problems. */
export const refutations = (verdicts: readonly Verdict[]): readonly Problem[] =>
  verdicts.filter(({ outcome }) => outcome === 'refuted').map(proofRefuted);

/** How each service of a stack stands, as the metaton that runs it says. */
export const standingIn =
  (statuses: readonly ServiceStatus[]): ProofGround['standing'] =>
  (service) => {
    const status = statuses.find((one) => one.service === service);
    return status ? standingOf(status) : { hindrance: 'it is not part of the stack that runs' };
  };

function standingOf({ life, lastFailure }: ServiceStatus): Standing {
  const known = { lastFailure: lastFailure?.failure };
  switch (life.phase) {
    case 'ready':
    case 'unready':
    case 'crashed':
      return known;
    case 'stopped':
      return { hindrance: life.exit ? 'it has done its work' : 'it was stopped' };
    case 'waiting':
      return { hindrance: life.needs.length > 0 ? `it waits for ${life.needs.join(', ')}` : 'it waits' };
    case 'starting':
    case 'listening':
    case 'compiling':
    case 'stopping':
      return { ...known, hindrance: `it is still ${life.phase}` };
  }
}
