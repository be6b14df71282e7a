import { describe, expect, it } from 'vitest';
import { codeText } from './code.ts';
import { pageText } from './page.ts';
import { profileText } from './profile.ts';

const fingerprint = '0123456789abcdef'.repeat(4);

describe('what other devices are given', () => {
  it('is text where a host looks like markup', () => {
    const odd = '<script>alert("1")</script>';
    const page = pageText({ world: odd, origins: [odd], vouchesFor: [odd], fingerprint: odd });
    const profile = profileText({ name: `R&D ${odd}`, certificate: 'AAAA', fingerprint });
    expect(page + profile).not.toContain('<script>');
    expect(profile).toContain('R&#38;D &#60;script&#62;');
  });

  it('is a profile of Apple with two identifiers of its own, the same for the same certificate', () => {
    const profile = profileText({ name: 'metaton', certificate: 'AAAA', fingerprint });
    expect(profile).toContain('<key>PayloadContent</key><data>AAAA</data>');
    const uuids = [...profile.matchAll(/<key>PayloadUUID<\/key><string>([^<]*)</g)].map(([, uuid]) => uuid);
    expect(uuids).toHaveLength(2);
    for (const uuid of uuids) expect(uuid).toMatch(/^[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}$/);
    expect(profileText({ name: 'metaton', certificate: 'AAAA', fingerprint })).toBe(profile);
  });

  it('lists everything that a browser without the authority has to let pass', () => {
    const origins = ['https://10.0.0.5:4000', 'https://10.0.0.5:4443'];
    const page = pageText({ world: 'https://10.0.0.5:4000', origins, vouchesFor: ['localhost'], fingerprint });
    for (const origin of origins) expect(page).toContain(`<a href="${origin}">`);
  });

  it('warns of an authority that can vouch for anything', () => {
    const page = pageText({ world: 'https://10.0.0.5:4000', origins: [], vouchesFor: undefined, fingerprint });
    expect(page).toMatch(/can vouch for any name/);
  });

  it('is a code of lines as long as each other', () => {
    const lines = codeText('https://192.168.178.20:4000').split('\n');
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  });
});
