/** Problems with the authority, the certificate and the keys that services share. */
import type { Problem } from '../problem.ts';
import { messageOf } from '../message-of.ts';

/** What brings back everything that metaton can make anew by itself. */
const makeAnew = 'Run `metaton certs`: it makes what is missing and renews what is due.';

/** The one way to another authority; trust is given to an authority, so it has to be given again. */
const rotateAuthority =
  'Run `metaton certs --rotate authority`, then `metaton certs --trust`: browsers do not know a new authority yet.';

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** A file that should hold a certificate or a key holds something else, or part of one. */
export const certificateUnreadable = (
  file: string,
  expected: 'certificate' | 'private key',
  reason: string,
  cause?: unknown,
): Problem => ({
  code: 'certificate-unreadable',
  summary: `${file} cannot be read as a ${expected}: ${reason}.`,
  fixes: [
    `If nothing else needs ${file}, move it away and run \`metaton certs\`.`,
    'Restore it from a copy, if you have one.',
  ],
  cause,
});

/** The operating system does not let a certificate or key be read. */
export const fileUnreadable = (file: string, cause: unknown): Problem => ({
  code: 'certificate-file-unreadable',
  summary: `${file} cannot be read: ${messageOf(cause)}.`,
  fixes: [`Make ${file} readable for yourself; an earlier run with sudo may have made it root's.`],
  cause,
});

/** The operating system does not let a certificate or key be written. */
export const certificateUnwritable = (file: string, cause: unknown): Problem => {
  const message = messageOf(cause);
  const { code } = cause as { readonly code?: unknown };
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return {
    code: 'certificate-file-unwritable',
    summary: `${file} cannot be written: ${isFull ? 'the disk is full' : message}.`,
    fixes: [
      isFull
        ? 'Make room on that disk, then run the command again: it goes on from here.'
        : `Make the folder of ${file} writable for yourself; an earlier run with sudo may have made it root's.`,
    ],
    cause,
  };
};

/** A certificate of the user's own cannot be used. */
export const ownCertificateUnfit = (file: string, reason: string, cause?: unknown): Problem => ({
  code: 'own-certificate-unfit',
  summary: `${file}, which metaton.yaml names, cannot be used: ${reason}.`,
  fixes: [
    'Name another certificate and its key in metaton.yaml, `certificates.cert` and `certificates.key`; an authority that only you know goes into `certificates.ca`.',
    'Take both out of metaton.yaml: metaton then makes its own.',
  ],
  ...(cause === undefined ? {} : { cause }),
});

/** The certificate or authority is not metaton's to replace or hand out. */
export const notOursToChange = (wish: string, whose: string): Problem => ({
  code: 'certificate-not-ours',
  summary: `${wish} is not possible here: ${whose}.`,
  fixes: ['Take `certificates` out of metaton.yaml: metaton then makes its own authority and certificate.'],
  isUsage: true,
});

/** mkcert's authority is to be used, and there is none. */
export const mkcertMissing = (folder: string): Problem => ({
  code: 'mkcert-missing',
  summary: `There is no authority of mkcert in ${folder}.`,
  fixes: [
    'Run `mkcert -install`, which makes one; if it is elsewhere, say so in the variable CAROOT.',
    'Take `certificates.authority` out of metaton.yaml: metaton then makes one of its own, which can vouch for less.',
  ],
});

/** A certificate stands where metaton's should, and someone else made it. */
export const certificateForeign = (file: string, issuer: string): Problem => ({
  code: 'certificate-foreign',
  summary: `${file} was not made by metaton, so it is left as it is.`,
  evidence: `issued by ${issuer.replaceAll('\n', ', ')}`,
  fixes: [`Move ${file} and the key that belongs to it elsewhere, then run \`metaton certs\`.`],
});

/** A private key is there for more people than its owner. */
export const privateKeyExposed = (file: string, mode: number, rotation: 'authority' | 'leaf' | 'keys'): Problem => ({
  code: 'private-key-exposed',
  summary: `The private key ${file} can be reached by other users of this machine.`,
  evidence: `its mode is 0${mode.toString(8)}`,
  fixes: [
    `Run \`chmod go= ${file}\`.`,
    `If others do use this machine, make another key: \`metaton certs --rotate ${rotation}\`.`,
  ],
});

/** There is no authority to sign with. */
export const authorityMissing = (folder: string): Problem => ({
  code: 'authority-missing',
  summary: `There is no certificate authority in ${folder}.`,
  fixes: [makeAnew],
});

/** Half of an authority is gone. */
export const authorityIncomplete = (missing: string, present: string): Problem => ({
  code: 'authority-incomplete',
  summary: `${missing} is missing, although ${present} is there.`,
  fixes: [`Restore ${missing} from a copy, if you have one.`, rotateAuthority],
});

/** The authority's key and its certificate are not a pair, or the certificate is not an authority's. */
export const authorityBroken = (file: string, reason: string): Problem => ({
  code: 'authority-broken',
  summary: `${file} is of no use as a certificate authority: ${reason}.`,
  fixes: [`Restore ${file} from a copy, if you have one.`, rotateAuthority],
});

/** The authority has outlived its ten years. */
export const authorityExpired = (file: string, expiredAt: number): Problem => ({
  code: 'authority-expired',
  summary: `The certificate authority ${file} expired on ${day(expiredAt)}.`,
  fixes: [rotateAuthority],
});

/** The authority was made in what this machine now takes for the future. */
export const authorityNotYetValid = (file: string, validFrom: number, now: number): Problem => ({
  code: 'authority-not-yet-valid',
  summary: `The certificate authority ${file} is valid only from ${day(validFrom)} on.`,
  evidence: `the clock of this machine says ${new Date(now).toISOString()}`,
  fixes: ['Set the clock of this machine.', rotateAuthority],
});

/** A configured host lies outside what the authority is allowed to vouch for. */
export const authorityTooNarrow = (file: string, hosts: readonly string[], permitted: readonly string[]): Problem => ({
  code: 'authority-too-narrow',
  summary: `The certificate authority ${file} may not vouch for ${hosts.join(', ')}.`,
  evidence: `it was made for ${permitted.join(', ')} and can vouch for nothing else`,
  fixes: [rotateAuthority, `Take ${hosts.join(', ')} out of the hosts in metaton.yaml.`],
});

/** A host that is to be added lies outside what the authority is allowed to vouch for; nothing has been changed. */
export const hostsNeedAuthority = (narrow: Problem, hosts: readonly string[]): Problem => ({
  ...narrow,
  code: 'hosts-need-authority',
  fixes: [
    `Run \`metaton certs --host ${hosts.join(' ')} --rotate authority --trust\`: another authority is made, and has to be trusted again.`,
  ],
});

/** The key that perms tokens are signed with is in upstream's repository, for everybody to sign with. */
export const permsKeyPublic = (file: string): Problem => ({
  code: 'perms-key-public',
  summary: `${file} is the development key that comes with reticulum: everybody can sign tokens with it.`,
  fixes: ['Run `metaton certs --rotate keys`.'],
});

/** A name for the certificate is none. */
export const hostInvalid = (word: string, reason: string): Problem => ({
  code: 'host-invalid',
  summary: `"${word}" is not a name that a certificate can be made for: ${reason}.`,
  fixes: ['Give a host name such as world.local or an IP address, without scheme, port and wildcard.'],
  isUsage: true,
});

/** The place of the authority is taken by other files. */
export const authorityFolderOccupied = (folder: string, cause?: unknown): Problem => ({
  code: 'authority-folder-occupied',
  summary: `${folder} is taken by something other than a certificate authority.`,
  fixes: [`Move ${folder} elsewhere, then run \`metaton certs\`.`],
  cause,
});

/** The certificate's time is over, or as good as over. */
export const leafExpired = (file: string, expiresAt: number, now: number): Problem => ({
  code: 'certificate-expired',
  summary: `The certificate ${file} ${expiresAt <= now ? 'expired' : 'expires'} on ${day(expiresAt)}.`,
  fixes: [makeAnew],
});

/** The certificate's time has not come by this machine's clock. */
export const leafNotYetValid = (file: string, validFrom: number, now: number): Problem => ({
  code: 'certificate-not-yet-valid',
  summary: `The certificate ${file} is valid only from ${day(validFrom)} on.`,
  evidence: `the clock of this machine says ${new Date(now).toISOString()}`,
  fixes: ['Set the clock of this machine.', makeAnew],
});

/** The authority that browsers trust did not sign this certificate. */
export const leafOfOtherAuthority = (file: string, authorityFile: string): Problem => ({
  code: 'certificate-of-other-authority',
  summary: `The certificate ${file} does not chain to the authority ${authorityFile}.`,
  fixes: [makeAnew],
});

/** The certificate's private key is gone, or it is another certificate's. */
export const leafKeyWrong = (keyFile: string, certificateFile: string, reason: 'missing' | 'other'): Problem => ({
  code: 'certificate-key-mismatch',
  summary:
    reason === 'missing'
      ? `${keyFile}, the private key of ${certificateFile}, is missing.`
      : `The private key ${keyFile} does not fit the certificate ${certificateFile}.`,
  fixes: [makeAnew],
});

/** Some of the configured hosts are not in the certificate. */
export const leafNamesMissing = (file: string, names: readonly string[]): Problem => ({
  code: 'certificate-names-missing',
  summary: `The certificate ${file} is not valid for ${names.join(', ')}.`,
  fixes: [makeAnew],
});

/** A file made from the certificate does not show what the certificate is now. */
export const leafCompanionStale = (file: string, certificateFile: string): Problem => ({
  code: 'certificate-companion-stale',
  summary: `${file} is missing, or does not belong to ${certificateFile}.`,
  fixes: [makeAnew],
});

/** The key that perms tokens are signed with cannot be used. */
export const permsKeyUnusable = (file: string, reason: string, cause?: unknown): Problem => ({
  code: 'perms-key-unusable',
  summary: `${file} cannot be used to sign perms tokens: ${reason}.`,
  fixes: ['Restore it from a copy, if you have one.', `Move ${file} away and run \`metaton certs\`.`],
  cause,
});

/** A public form of the perms key does not fit the private one, so every token would be refused. */
export const permsPublicWrong = (file: string, reason: string): Problem => ({
  code: 'perms-public-wrong',
  summary: `${file} ${reason}.`,
  fixes: [makeAnew],
});

/** The secret by which reticulum signs logins is not where it stands in the code that is known. */
export const tokenSecretMissing = (file: string): Problem => ({
  code: 'token-secret-missing',
  summary: `The secret of logins is not to be found in ${file}.`,
  fixes: [`See that ${file} is there and says \`secret_key\` below Ret.Guardian, as it does upstream.`],
});
