/** Problems that the doctor finds. */
import type { Problem } from '../problem.ts';

/** A check could not look at what it wanted to. */
export const checkFailed = (id: string, cause: unknown): Problem => ({
  code: 'check-failed',
  summary: `The check ${id} could not be made.`,
  evidence: cause instanceof Error ? cause.message : 'unknown error',
  fixes: ['Mend what the line above names, then run `metaton doctor` again.'],
  cause,
});

/** A check took too long. */
export const checkTooSlow = (id: string, seconds: number): Problem => ({
  code: 'check-too-slow',
  summary: `The check ${id} took longer than ${seconds} s.`,
  fixes: ['Run `metaton doctor` again when the machine is less busy.'],
});

/** The authority, the certificate or the keys are missing or of no use. */
export const certificatesUnfit = (what: string, why: string): Problem => ({
  code: 'certificates-unfit',
  summary: `The ${what} is not fit for use.`,
  evidence: why,
  fixes: ['Run `metaton certs`.'],
});

/** The authority or the certificate is good, but not for long. */
export const certificateEndsSoon = (warning: string): Problem => ({
  code: 'certificate-ends-soon',
  summary: warning.endsWith('.') ? warning : `${warning}.`,
  fixes: ['Do what the line above names, at a time that suits you.'],
});

/** Patches are not all applied. */
export const patchesNotApplied = (lines: readonly string[]): Problem => ({
  code: 'patches-not-applied',
  summary: 'Some checkouts are not patched.',
  ...(lines.length === 0 ? {} : { evidence: lines.join('\n') }),
  fixes: ['Run `metaton patch`.'],
});

/** The database has not what reticulum needs. */
export const databaseUnfit = (what: string): Problem => ({
  code: 'database-unfit',
  summary: `The database has no ${what}.`,
  fixes: ['Run `metaton up`: it makes what is missing.'],
  service: 'postgres',
});

/** PostgREST's settings are not those that metaton would write. */
export const postgrestSettingsStale = (file: string): Problem => ({
  code: 'postgrest-settings-stale',
  summary: 'The settings of PostgREST are missing or not those of this workspace.',
  evidence: file,
  fixes: ['Run `metaton up` or `metaton init`: both write them.'],
  service: 'postgrest',
});

/** Another PostgREST than the one that is asked for is run. */
export const postgrestStandsIn = (remark: string): Problem => ({
  code: 'postgrest-stands-in',
  summary: remark,
  fixes: ['Run `metaton init` when the network is there.', 'Set postgrest.version to what is there.'],
  service: 'postgrest',
});

/** The program of PostgREST is no longer what was fetched. */
export const postgrestTampered = (program: string): Problem => ({
  code: 'postgrest-tampered',
  summary: 'The program of PostgREST has changed since it was fetched.',
  evidence: program,
  fixes: ['Run `metaton init`: it fetches it again.'],
  service: 'postgrest',
});

/** PostgREST runs, but does not answer an admin's token with data. */
export const postgrestRefuses = (seen: string): Problem => ({
  code: 'postgrest-refuses',
  summary: 'PostgREST does not give an admin the accounts.',
  evidence: seen,
  fixes: ['Run `metaton certs`, then start the stack again with `metaton up`.'],
  service: 'postgrest',
});

/** A service listens beyond this machine, and metaton cannot stop it. */
export const openToOthers = (lines: readonly string[]): Problem => ({
  code: 'open-to-others',
  summary: 'A service can be reached from other machines.',
  evidence: lines.join('\n'),
  fixes: ['Close these ports in the firewall of this machine when you are in a network that you do not trust.'],
});
