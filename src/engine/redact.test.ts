import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

const mine = { homes: ['/srv/ada'], secrets: ['hunter2!'] };

describe('a text for strangers', () => {
  it.each([
    ['a home folder', 'pid 7 in /srv/ada/world', 'pid 7 in ~/world'],
    ['a home folder of another user', 'open /home/grace/.mix failed', 'open /home/[user]/.mix failed'],
    ['a home folder of a Mac', '/Users/grace/world: no', '/Users/[user]/world: no'],
    ['an e-mail address', 'To: ada.l+x@example.co.uk now', 'To: [e-mail] now'],
    ['an e-mail address in a URL', '?email=ada%40example.org', '?email=[e-mail]'],
    ['a word known to be secret', 'it said hunter2! twice', 'it said [secret] twice'],
    ['a password of YAML', 'password: correct horse', 'password: [secret] horse'],
    ['a password of JSON', '{"smtp_password": "a b\\"c", "x": 1}', '{"smtp_password": [secret], "x": 1}'],
    ['a variable', 'AWS_SECRET_ACCESS_KEY=abc/def', 'AWS_SECRET_ACCESS_KEY=[secret]'],
    ['the password of a URL', 'postgres://ada:pw@db/x', 'postgres://ada:***@db/x'],
    ['a token', 'Authorization: Bearer abcdefghijklmnopqrstuvwx', 'Authorization: [secret] [token]'],
  ])('has no %s', (_, text, expected) => {
    expect(redact(text, mine)).toBe(expected);
  });

  it('has no key, whole or as a line of one', () => {
    const body = `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7${'x9'.repeat(6)}`;
    const text = redact(`a\n-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\nb ${body}`, mine);
    expect(text).not.toContain('MIIE');
    expect(text).toMatch(/^a\n/);
  });

  it('keeps fingerprints, versions and paths', () => {
    const text = 'AB:CD:EF:01 node 20.19.1 ~/world/services/reticulum/priv/repo/migrations/20230129061719_x.exs';
    expect(redact(text, mine)).toBe(text);
  });
});
