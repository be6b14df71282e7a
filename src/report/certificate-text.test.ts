import { describe, expect, it } from 'vitest';
import type { CertificateFacts } from '../model/certificates.ts';
import type { Problem } from '../model/problem.ts';
import { certificateRows, certificateText } from './certificate-text.ts';

const textOf = (facts: CertificateFacts): string => certificateText(certificateRows(facts));

const problem = (summary: string): Problem => ({ code: 'made-up', summary, fixes: ['Mend it.'] });

describe('certificates as text', () => {
  it('say what can be used, for which names and until when', () => {
    const usable = {
      kind: 'usable',
      expiresAt: Date.UTC(2030, 4, 6, 7),
      daysLeft: 99,
      isUnconstrained: false,
    } as const;
    expect(
      textOf({
        authority: { ...usable, names: [], fingerprint: 'AA:BB', isUnconstrained: true },
        leaf: { ...usable, names: ['localhost', '127.0.0.1'], fingerprint: 'CC:DD' },
        permsKeys: 'consistent',
      }),
    ).toBe(
      [
        'authority    usable    not constrained: it can vouch for any name; until 2030-05-06; its key fits; SHA-256 AA:BB',
        'certificate  usable    localhost, 127.0.0.1; until 2030-05-06; its key fits; SHA-256 CC:DD',
        'perms keys   usable    private key, public key and JWK are one',
      ].join('\n'),
    );
  });

  it('say what is missing, and why what is there cannot be used', () => {
    expect(
      textOf({
        authority: { kind: 'missing' },
        leaf: { kind: 'unusable', problem: problem('cert.pem has expired') },
        permsKeys: { wrong: problem('perms.pub.pem is of another key') },
      }),
    ).toBe(
      [
        'authority    missing',
        'certificate  unusable  cert.pem has expired',
        'perms keys   unusable  perms.pub.pem is of another key',
      ].join('\n'),
    );
  });

  it('say when there are no keys', () => {
    const missing = { kind: 'missing' } as const;
    expect(certificateRows({ authority: missing, leaf: missing, permsKeys: 'missing' })[2]).toEqual({
      what: 'perms keys',
      state: 'missing',
      detail: '',
    });
  });
});
