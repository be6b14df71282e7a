/** Problems with what `metaton export` is asked, and with the folder that it writes to. */
import type { Problem } from '../problem.ts';
import { messageOf } from '../message-of.ts';

/** The host of an export is no name that the parts of the stack can have names below. */
export const exportHostUnusable = (host: string, because: string): Problem => ({
  code: 'export-host-unusable',
  summary: `"${host}" cannot be the host of an export: ${because}.`,
  fixes: ['Give --host a name such as example.org, whose subdomains cors and stream are yours as well.'],
  isUsage: true,
});

/** The crowd is none, or larger than what the export sizes for. */
export const exportUsersOutOfRange = (users: string, most: number, instead?: string): Problem => ({
  code: 'export-users-out-of-range',
  summary: `--users cannot be ${users === '' ? 'empty' : `"${users}"`}: it wants a whole number from 1 to ${most}.`,
  fixes: [...(instead === undefined ? [] : [instead]), `Give --users a number from 1 to ${most}.`] as [string],
  isUsage: true,
});

/** The database of an export is not named as a database is. */
export const exportDatabaseInvalid = (because: string): Problem => ({
  code: 'export-database-invalid',
  summary: `--database is no address of a Postgres: ${because}.`,
  fixes: ['Give it as postgres://USER:PASSWORD@HOST:5432/DATABASE, with a user that may make roles.'],
  isUsage: true,
});

/** What images are to be called before the slash is no name of a registry. */
export const exportRegistryInvalid = (registry: string): Problem => ({
  code: 'export-registry-invalid',
  summary: `--registry cannot be "${registry}".`,
  fixes: ['Give it as ghcr.io/me: lower-case, without scheme and tag.'],
  isUsage: true,
});

/** Files that the export would write are there, and are not as an export has left them. */
export const exportFilesForeign = (folder: string, files: readonly string[]): Problem => ({
  code: 'export-files-foreign',
  summary: `${folder} has files that no export has left like that. Nothing is written.`,
  evidence: files.join('\n'),
  fixes: [
    'Name another folder with --out.',
    'Move these files away, or take your changes into an override or an overlay of your own, and export again.',
  ],
});

/** The folder of the export cannot be read or written. */
export const exportFolderUnusable = (folder: string, cause: unknown): Problem => ({
  code: 'export-folder-unusable',
  summary: `${folder} cannot be exported to.`,
  evidence: messageOf(cause),
  fixes: ['Name another folder with --out.'],
  cause,
});

/** What remembers the files of earlier exports cannot be read. */
export const exportRecordUnreadable = (file: string): Problem => ({
  code: 'export-record-unreadable',
  summary: `${file} cannot be read, and says which files are metaton's to write.`,
  fixes: ['Put it back as it was, or name another folder with --out.'],
});

/** Without an authority that everybody trusts the export needs a certificate for all of its names. */
export const exportCertificateLacks = (lacking: readonly string[], host: string): Problem => ({
  code: 'export-certificate-lacks',
  summary: `The certificate is not for ${lacking.join(', ')}.`,
  evidence: `${host} is no name on the internet, so that no public authority can be asked for one`,
  fixes: [
    `metaton certs --host ${lacking.join(' ')}`,
    'Name a certificate of your own in metaton.yaml: certificates.cert and certificates.key.',
  ],
});
