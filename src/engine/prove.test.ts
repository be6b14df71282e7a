import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fakeMachine, type GivenMachine } from '../../test/helpers/fake-machine.ts';
import { defineFailure, explanationOf } from '../model/failure.ts';
import { ProblemError } from '../model/problem.ts';
import type { Proof, Verdict } from '../model/proof.ts';
import { FailureMatcher } from './match-failures.ts';
import { prove, type Standing } from './prove.ts';

const known = defineFailure({
  id: 'key-misfit',
  title: 'The key does not fit.',
  services: ['dialog'],
  seenIn: ['answer'],
  marks: ['invalid signature'],
  pattern: /invalid signature/,
  example: 'invalid signature',
  meaning: 'Two keys differ.',
  remedies: ['Make them one.'],
  source: 'https://example.org',
});

async function verdictOn(proof: Proof, given: GivenMachine = {}, standing: Standing = {}): Promise<Verdict> {
  const [verdict] = await prove([{ service: 'dialog', proof }], {
    machine: fakeMachine(given),
    authorityFile: '/ca.pem',
    failures: new FailureMatcher([known]),
    standing: () => standing,
  });
  if (!verdict) throw new Error('no verdict');
  return verdict;
}

const answering = (body: string, status = 200, headers: Readonly<Record<string, string>> = {}): GivenMachine => ({
  network: { request: () => Promise.resolve({ status, body, headers }) },
});
const saying = (...answers: readonly string[]): GivenMachine => ({
  network: { converse: () => Promise.resolve(answers) },
});

const meta: Proof = {
  claim: 'knows its host',
  kind: 'http',
  url: 'https://localhost:4000/api/v1/meta',
  token: undefined,
  expectStatus: 200,
  expectBody: '"phx_host":"localhost"',
  telling: /"phx_host":"([^"]*)"/,
};

const join: Proof = {
  claim: 'lets our token in',
  kind: 'websocket',
  url: 'wss://localhost:4443',
  protocol: 'protoo',
  messages: (token) => [token],
  token: undefined,
  expectAnswer: /"ok":true/,
  among: 'the first',
};

describe('an answer', () => {
  it.each([
    ['as expected', answering('{"phx_host":"localhost"}'), 'proven', 'answered 200'],
    ['of another status', answering('nothing here\n', 404), 'refuted', 'answered 404: nothing here'],
    [
      'of another host',
      answering('{"phx_host":"hubs.local"}'),
      'refuted',
      'answered 200 without "phx_host":"localhost", but with hubs.local',
    ],
    ['that does not come', {}, 'refuted', 'connection refused'],
  ] as const)('%s is what is told', async (_, given, outcome, seen) => {
    expect(await verdictOn(meta, given)).toEqual({ service: 'dialog', claim: 'knows its host', outcome, seen });
  });

  it('is shown without secrets, and not longer than a line or two', async () => {
    const { seen } = await verdictOn(meta, answering(`postgres://me:hunter2@db/x ${'long '.repeat(100)}`, 500));
    expect(seen).not.toContain('hunter2');
    expect(seen.length).toBeLessThanOrEqual(240);
  });

  it('that shows a known failure is explained; else what the service met last explains it', async () => {
    const shown = await verdictOn(meta, answering('invalid signature', 401));
    expect(shown.known).toEqual([explanationOf(known)]);
    const lastFailure = { ...explanationOf(known), id: 'met-before' };
    const met = await verdictOn(meta, answering('no', 401), { lastFailure });
    expect(met.known).toEqual([lastFailure]);
  });
});

describe('what cannot be tried', () => {
  it('is told with the reason, and nothing is asked', async () => {
    const given = { network: { request: () => Promise.reject(new TypeError('it was asked')) } };
    const down = await verdictOn(meta, given, { hindrance: 'it was stopped' });
    expect(down).toMatchObject({ outcome: 'untried', seen: 'it was stopped' });
    const own = await verdictOn({ ...meta, hindrance: 'there is no key' }, given);
    expect(own).toMatchObject({ outcome: 'untried', seen: 'there is no key' });
  });

  it('says nothing against the service where metaton itself lacks something', async () => {
    const problem = { code: 'key-missing', summary: 'There is no key.', fixes: ['Make one.'] } as const;
    const given = { certificates: { sign: () => Promise.reject(new ProblemError(problem)) } };
    const token = { key: '/perms.pem', algorithm: 'RS512', claims: {} } as const;
    expect(await verdictOn({ ...meta, token } as unknown as Proof, given)).toMatchObject({
      outcome: 'untried',
      seen: 'There is no key.',
    });
  });

  it('is a token for nobody', async () => {
    const subject = { url: 'postgres://x', query: 'select id', missing: 'nobody has signed in yet' };
    const given = { database: { query: () => Promise.resolve(undefined) } };
    expect(await verdictOn({ ...meta, subject }, given)).toMatchObject({
      outcome: 'untried',
      seen: 'nobody has signed in yet',
    });
  });
});

it('a defect upstream is told, and not held against the stack', async () => {
  const proof: Proof = { ...join, among: 'none but the first', upstreamDefect: 'a second answer lets the peer in' };
  expect(await verdictOn(proof, saying('{"ok":false}', '{"ok":true}'))).toMatchObject({
    outcome: 'upstream-defect',
    seen: 'a second answer lets the peer in',
  });
  expect(await verdictOn(proof, saying('{"ok":false}'))).toMatchObject({ outcome: 'proven' });
});

describe('a conversation', () => {
  it('is judged by its first answer, whatever comes after it', async () => {
    const given = saying('{"ok":false,"reason":"invalid signature"}', '{"ok":true}');
    expect(await verdictOn(join, given)).toMatchObject({ outcome: 'refuted', known: [explanationOf(known)] });
    expect(await verdictOn(join, saying('{"ok":true}', '{"ok":false}'))).toMatchObject({ outcome: 'proven' });
  });

  it('may be proven by any answer', async () => {
    const any: Proof = { ...join, among: 'all', otherwise: 'nobody said ok' };
    expect(await verdictOn(any, saying('{"hello":1}', '{"ok":true}'))).toMatchObject({ outcome: 'proven' });
    expect((await verdictOn(any, saying('{"hello":1}'))).seen).toBe('nobody said ok: {"hello":1}');
  });

  it('is proven by a token that our key has signed, and by no other', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const signature = createSign('RSA-SHA512').update('head.body').sign(privateKey, 'base64url');
    const signed: Proof = { ...join, among: 'all', expectAnswer: /"token":"([^"]+)"/, signedBy: '/perms.pub.pem' };
    const given = { ...saying(`{"token":"head.body.${signature}"}`), files: { '/perms.pub.pem': pem } };
    expect(await verdictOn(signed, given)).toMatchObject({ outcome: 'proven' });
    const forged = { ...given, ...saying(`{"token":"head.BODY.${signature}"}`) };
    expect(await verdictOn(signed, forged)).toMatchObject({ outcome: 'refuted' });
    expect(await verdictOn(signed, saying('{"token":"a.b.c"}'))).toMatchObject({ outcome: 'untried' });
  });
});

describe('a content security policy', () => {
  const proof: Proof = {
    claim: 'allows dialog',
    kind: 'policy',
    url: 'https://localhost:4000/',
    allows: { 'connect-src': ['wss://localhost:4443'] },
    never: ['dev.reticulum.io'],
  };
  const policy = (text: string): GivenMachine => answering('', 200, { 'content-security-policy': text });

  it.each([
    [policy("default-src 'self'; connect-src wss://localhost:4443 https:"), 'proven', 'wss://localhost:4443'],
    [policy('default-src wss://localhost:4443'), 'proven', 'wss://localhost:4443'],
    [policy("connect-src 'self'"), 'refuted', /does not allow wss:\/\/localhost:4443 in connect-src/],
    [policy('connect-src wss://localhost:4443 dev.reticulum.io'), 'refuted', /names dev\.reticulum\.io/],
    [answering(''), 'refuted', /answered 200 without a Content-Security-Policy/],
  ] as const)('%# is read as a browser reads it', async (given, outcome, seen) => {
    const verdict = await verdictOn(proof, given);
    expect(verdict.outcome).toBe(outcome);
    expect(verdict.seen).toMatch(seen);
  });
});

it('TLS holds under every name, or it is told under which it does not', async () => {
  const proof: Proof = { claim: 'TLS', kind: 'tls', port: 4443, names: ['localhost', '127.0.0.1'] };
  const verifyTls = (_: number, name: string): Promise<{ fingerprint: string }> =>
    name === 'localhost' ? Promise.resolve({ fingerprint: 'AA' }) : Promise.reject(new Error('wrong name'));
  expect(await verdictOn(proof, { network: { verifyTls } })).toMatchObject({
    outcome: 'refuted',
    seen: 'as 127.0.0.1: wrong name',
  });
});

it('the database is asked, and what it says instead is told', async () => {
  const proof: Proof = { claim: 'is migrated', kind: 'sql', url: 'postgres://x', query: 'select', expect: '20230101' };
  const given = (answer: string | undefined): GivenMachine => ({ database: { query: () => Promise.resolve(answer) } });
  expect(await verdictOn(proof, given('20230101'))).toMatchObject({ outcome: 'proven' });
  expect((await verdictOn(proof, given(undefined))).seen).toBe('it is none, not 20230101');
});
