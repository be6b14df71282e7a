import { describe, expect, it } from 'vitest';
import type { CertificateFacts } from '../model/machine.ts';
import { certificateRows, certificateText } from './certificate-text.ts';

const textOf = (facts: CertificateFacts): string => certificateText(certificateRows(facts));

describe('certificates as text', () => {
  it('say what can be used, for which names and until when', () => {
    const expiresAt = Date.UTC(2030, 4, 6, 7);
    expect(
      textOf({
        authority: { kind: 'usable', names: [], expiresAt, fingerprint: 'AA:BB' },
        leaf: { kind: 'usable', names: ['localhost', '127.0.0.1'], expiresAt, fingerprint: 'CC:DD' },
        permsKeys: 'consistent',
      }),
    ).toBe(
      [
        'authority    usable    until 2030-05-06; SHA-256 AA:BB',
        'certificate  usable    localhost, 127.0.0.1; until 2030-05-06; SHA-256 CC:DD',
        'perms keys   usable    private key, public key and JWK are one',
      ].join('\n'),
    );
  });

  it('say what is missing, and why what is there cannot be used', () => {
    expect(
      textOf({
        authority: { kind: 'missing' },
        leaf: { kind: 'unusable', why: 'cert.pem has expired' },
        permsKeys: { wrong: 'perms.pub.pem is of another key' },
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
