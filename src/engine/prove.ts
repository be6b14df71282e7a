/** Tries the proofs of a running stack. */
import { createVerify, X509Certificate } from 'node:crypto';
import type { Explanation } from '../model/failure.ts';
import type { HttpAnswer, Machine } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import type { Proof, Verdict } from '../model/proof.ts';
import type { FailureMatcher } from './match-failures.ts';
import { withoutSecrets } from './mask-secrets.ts';
import { messageOf } from '../model/message-of.ts';

/** What proofs are tried with. */
export interface ProofGround {
  readonly machine: Machine;
  readonly authorityFile: string;
  /** Recognises known failures in what is answered. */
  readonly failures: FailureMatcher;
  /** What is known of a service beside: why it cannot be asked, and what it met last. */
  readonly standing: (service: string) => Standing;
}

/** How a service stands when it is asked. */
export interface Standing {
  /** Why its claims cannot be tried; absent where they can. */
  readonly hindrance?: string | undefined;
  /** The known failure that it printed last. */
  readonly lastFailure?: Explanation | undefined;
}

/** No answer within this time refutes, ms. */
const answerWithinMs = 10_000;

/** A second answer comes at once after the first, or never, ms. */
const lingerMs = 300;

/** As much of an answer is shown, letters. */
const longestSeen = 240;

/** Tries the proofs of all services at once, those of one after the other: it is to be asked, not to be stormed. */
export async function prove(
  proofs: readonly { readonly service: string; readonly proof: Proof }[],
  ground: ProofGround,
): Promise<readonly Verdict[]> {
  const services = [...new Set(proofs.map(({ service }) => service))];
  const verdicts = await Promise.all(
    services.map(async (name) => {
      const own: Verdict[] = [];
      for (const { service, proof } of proofs) if (service === name) own.push(await judge(service, proof, ground));
      return own;
    }),
  );
  return verdicts.flat();
}

async function judge(service: string, proof: Proof, ground: ProofGround): Promise<Verdict> {
  const { claim } = proof;
  const { hindrance, lastFailure } = ground.standing(service);
  const why = hindrance ?? proof.hindrance;
  if (why !== undefined) return { service, claim, outcome: 'untried', seen: why };
  const attempt = await tried(proof, ground);
  const seen = withoutSecrets(attempt.seen).slice(0, longestSeen);
  if (attempt.outcome !== 'refuted') return { service, claim, outcome: attempt.outcome, seen };
  if (proof.upstreamDefect !== undefined)
    return { service, claim, outcome: 'upstream-defect', seen: proof.upstreamDefect };
  const shown = ground.failures.explain(attempt.seen, 'answer', service);
  const known = shown.length > 0 || !lastFailure ? shown : [lastFailure];
  return { service, claim, outcome: 'refuted', seen, ...(known.length > 0 ? { known } : {}) };
}

interface Attempt {
  readonly outcome: 'proven' | 'refuted' | 'untried';
  readonly seen: string;
}

const provenIf = (isProven: boolean, seen: string): Attempt => ({ outcome: isProven ? 'proven' : 'refuted', seen });

/** Whatever is thrown on the way is what was seen. */
async function tried(proof: Proof, ground: ProofGround): Promise<Attempt> {
  try {
    return await attempt(proof, ground);
  } catch (error) {
    // What metaton itself lacks says nothing of the service.
    if (error instanceof ProblemError) return { outcome: 'untried', seen: error.problem.summary };
    return provenIf(false, messageOf(error));
  }
}

function attempt(proof: Proof, ground: ProofGround): Promise<Attempt> {
  switch (proof.kind) {
    case 'tls':
      return shakeHands(proof, ground);
    case 'fingerprint':
      return compareCertificates(proof, ground);
    case 'http':
      return request(proof, ground);
    case 'policy':
      return readPolicy(proof, ground);
    case 'websocket':
      return converse(proof, ground);
    case 'sql':
      return query(proof, ground);
  }
}

type Of<Kind extends Proof['kind']> = Extract<Proof, { readonly kind: Kind }>;

async function shakeHands({ port, names }: Of<'tls'>, { machine, authorityFile }: ProofGround): Promise<Attempt> {
  const answers = await Promise.allSettled(names.map((name) => machine.network.verifyTls(port, name, authorityFile)));
  const refusals = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [`as ${names[index] ?? ''}: ${messageOf(answer.reason)}`] : [],
  );
  return refusals.length === 0
    ? provenIf(true, `as ${names.join(' and ')}, at port ${port}`)
    : provenIf(false, refusals.join('; '));
}

async function compareCertificates(
  { port, name, certificate }: Of<'fingerprint'>,
  { machine, authorityFile }: ProofGround,
): Promise<Attempt> {
  const pem = await machine.files.read(certificate);
  if (pem === undefined) return { outcome: 'untried', seen: `there is no ${certificate}` };
  const { fingerprint } = await machine.network.verifyTls(port, name, authorityFile);
  const served = fingerprint.slice(0, shownOfFingerprint);
  return fingerprint === new X509Certificate(pem).fingerprint256
    ? provenIf(true, `${served}…`)
    : provenIf(false, `the certificate served is ${served}…, not the one in certs/`);
}

/** Four bytes in hex tell one from another well enough for the eye. */
const shownOfFingerprint = 11;

async function request(proof: Of<'http'>, ground: ProofGround): Promise<Attempt> {
  const { machine, authorityFile } = ground;
  const { token, subject, url } = proof;
  const sub = subject && (await machine.database.query(subject.url, subject.query));
  if (subject && sub === undefined) return { outcome: 'untried', seen: subject.missing };
  const claims = token && { ...token.claims, ...(sub === undefined ? {} : { sub }) };
  const bearer = token && claims && (await machine.certificates.sign({ ...token, claims }));
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  const answer = await machine.network.request({ url, authorityFile, headers, answerWithinMs: timeOf(proof) });
  return judgeAnswer(answer, proof);
}

const timeOf = (proof: Proof): number => proof.answerWithinMs ?? answerWithinMs;

function judgeAnswer({ status, body }: HttpAnswer, { expectStatus, expectBody, telling }: Of<'http'>): Attempt {
  if (status !== expectStatus) return provenIf(false, `answered ${status}: ${body.trim()}`);
  if (expectBody === undefined || body.includes(expectBody)) return provenIf(true, `answered ${status}`);
  const told = telling?.exec(body)?.[1];
  return provenIf(false, `answered ${status} without ${expectBody}${told === undefined ? '' : `, but with ${told}`}`);
}

async function readPolicy(proof: Of<'policy'>, { machine, authorityFile }: ProofGround): Promise<Attempt> {
  const { url, allows, never } = proof;
  const { status, headers } = await machine.network.request({ url, authorityFile, answerWithinMs: timeOf(proof) });
  const policy = headers['content-security-policy'];
  if (policy === undefined) return provenIf(false, `answered ${status} without a Content-Security-Policy`);
  const missing = Object.entries(allows).flatMap(([directive, origins]) => {
    const sources = sourcesOf(policy, directive);
    return origins.filter((origin) => !sources.includes(origin)).map((origin) => `${origin} in ${directive}`);
  });
  if (missing.length > 0) return provenIf(false, `Content-Security-Policy does not allow ${missing.join(', ')}`);
  const wrong = never.find((host) => policy.includes(host));
  if (wrong !== undefined) return provenIf(false, `the Content-Security-Policy names ${wrong}`);
  return provenIf(true, Object.values(allows).flat().join(' '));
}

/** What a directive allows; where it is not there, what stands for all. */
function sourcesOf(policy: string, directive: string): readonly string[] {
  const parts = policy.split(';').map((part) => part.trim().split(/\s+/));
  const found = parts.find(([name]) => name === directive) ?? parts.find(([name]) => name === 'default-src');
  return found?.slice(1) ?? [];
}

async function converse(proof: Of<'websocket'>, { machine, authorityFile }: ProofGround): Promise<Attempt> {
  const { url, protocol, among, expectAnswer } = proof;
  const token = proof.token ? await machine.certificates.sign(proof.token) : '';
  const answers = await machine.network.converse({
    url,
    protocol,
    authorityFile,
    messages: proof.messages(token),
    answerWithinMs: timeOf(proof),
    lingerMs: among === 'none but the first' ? lingerMs : 0,
    isOver: (said) => among === 'the first' || (among === 'all' && said.some((answer) => expectAnswer.test(answer))),
  });
  const judged = { 'the first': answers.slice(0, 1), all: answers, 'none but the first': answers.slice(1) }[among];
  const found = judged.find((answer) => expectAnswer.test(answer));
  if (among === 'none but the first') return provenIf(found === undefined, found ?? 'nothing came after the refusal');
  if (found === undefined) return provenIf(false, [proof.otherwise, ...judged].filter(Boolean).join(': '));
  return proof.signedBy === undefined ? provenIf(true, found) : checkSignature(found, proof.signedBy, proof, machine);
}

async function checkSignature(
  answer: string,
  keyFile: string,
  { expectAnswer }: Of<'websocket'>,
  { files }: Machine,
): Promise<Attempt> {
  const key = await files.read(keyFile);
  if (key === undefined) return { outcome: 'untried', seen: `there is no ${keyFile}` };
  const [content = '', signature = ''] = splitLast(expectAnswer.exec(answer)?.[1] ?? '', '.');
  return createVerify('RSA-SHA512').update(content).verify(key, signature, 'base64url')
    ? provenIf(true, `signed with the key of ${keyFile}`)
    : provenIf(false, `it is not signed with the key of ${keyFile}`);
}

const splitLast = (text: string, separator: string): readonly string[] => {
  const at = text.lastIndexOf(separator);
  return [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
};

async function query({ url, query: sql, expect }: Of<'sql'>, { machine }: ProofGround): Promise<Attempt> {
  const answer = await machine.database.query(url, sql);
  return provenIf(answer === expect, answer === expect ? expect : `it is ${answer ?? 'none'}, not ${expect}`);
}
