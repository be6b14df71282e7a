/** Certificates in a folder of a test's own. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'vitest';
import type { AuthorityPlace } from '../../src/model/certificates.ts';
import { ProblemError } from '../../src/model/problem.ts';

/** Where an authority and what it signs are. */
export interface Place {
  readonly authority: string;
  readonly folder: string;
}

/** The place of a name below a folder. */
export const placeAt = (root: string, name: string): Place => ({
  authority: path.join(root, name, 'ca'),
  folder: path.join(root, name, 'certs'),
});

/** Its authority, as one of metaton's. */
export const by = (place: Place): AuthorityPlace => ({
  authorityFolder: place.authority,
  authorityMaker: 'metaton',
});

/** Code and summary of the Problem that is thrown. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return 'nothing';
  if (!(error instanceof ProblemError)) throw new Error('not a Problem', { cause: error });
  expect(error.problem.fixes.length).toBeGreaterThan(0);
  return `${error.problem.code}: ${error.problem.summary}`;
}

/** Whether openssl is there. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** Runs openssl to its end. */
export function openssl(...args: string[]): { readonly ok: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  return { ok: status === 0, output: stdout + stderr };
}
