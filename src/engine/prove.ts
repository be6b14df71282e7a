/** Tries the proofs of a running stack. */
import type { Machine } from '../model/machine.ts';
import type { Proof, Verdict } from '../model/proof.ts';

/** What proofs are tried with. */
export interface ProofGround {
  readonly machine: Machine;
  readonly authorityFile: string;
}

/** No answer within this time refutes, ms. */
const answerWithinMs = 10_000;

/** Tries all proofs of all services at once. */
export const prove = (
  proofs: readonly { readonly service: string; readonly proof: Proof }[],
  ground: ProofGround,
): Promise<readonly Verdict[]> => Promise.all(proofs.map(({ service, proof }) => judge(service, proof, ground)));

async function judge(service: string, proof: Proof, ground: ProofGround): Promise<Verdict> {
  const verdict = (outcome: Verdict['outcome'], seen: string): Verdict => ({
    service,
    claim: proof.claim,
    outcome,
    seen,
  });
  try {
    const { isProven, seen } = await attempt(proof, ground);
    return verdict(isProven ? 'proven' : 'refuted', seen);
  } catch (error) {
    return verdict('refuted', error instanceof Error ? error.message : String(error));
  }
}

interface Attempt {
  readonly isProven: boolean;
  readonly seen: string;
}

async function attempt(proof: Proof, { machine, authorityFile }: ProofGround): Promise<Attempt> {
  switch (proof.kind) {
    case 'tls': {
      const answers = await Promise.all(
        proof.names.map((name) => machine.network.verifyTls(proof.port, name, authorityFile)),
      );
      return {
        isProven: true,
        seen: `certificate ${answers[0]?.fingerprint.slice(0, 11) ?? ''}… for ${proof.names.join(' and ')}`,
      };
    }
    case 'http': {
      const headers =
        proof.token === undefined ? {} : { authorization: `Bearer ${await machine.certificates.sign(proof.token)}` };
      const { status } = await machine.network.request({ url: proof.url, authorityFile, headers, answerWithinMs });
      return { isProven: status === proof.expectStatus, seen: `answered ${status}` };
    }
    case 'websocket': {
      const message = proof.message(await machine.certificates.sign(proof.token));
      const { url, protocol } = proof;
      const answer = await machine.network.firstAnswer({ url, protocol, message, authorityFile, answerWithinMs });
      return { isProven: proof.expectAnswer.test(answer), seen: answer };
    }
  }
}
