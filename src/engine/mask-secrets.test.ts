import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from './mask-secrets.ts';

const masked = (text: string): string => Buffer.from(maskSecrets(Buffer.from(text)).bytes).toString();

/** One of these letters. */
const oneOf = (letters: string): fc.Arbitrary<string> => fc.constantFrom(...letters.split(/(?:)/));

const hex = fc.string({ unit: oneOf('0123456789abcdef'), minLength: 32, maxLength: 32 });
const word = fc.string({ unit: oneOf('abcXYZ0189-_'), minLength: 20, maxLength: 60 });
const token = fc.tuple(word, word, word).map(([a, b, c]) => `eyJ${a}.eyJ${b}.${c}`);
const password = fc.string({ unit: oneOf('abcXYZ019!$%&()*;<=>[]^{|}~'), minLength: 8, maxLength: 20 });

/** Lines around secrets, and the secret that must not come out. */
const kinds: Readonly<Record<string, fc.Arbitrary<{ readonly text: string; readonly secret: string }>>> = {
  'a sign-in link in the mail of today': hex.map((secret) => ({
    secret,
    text: `Text body:\n\n https://localhost:4000/?auth_origin=hubs&auth_payload=Zm9v&auth_token=${secret}&auth_topic=auth%3A1\n`,
  })),
  'a sign-in link in the mail of 2022': hex.map((secret) => ({
    secret,
    text: `%Bamboo.Email{text_body: "please visit\\n\\n https://localhost:4000/?auth_token=${secret}&auth_payload=Zm9v&auth_topic=a", to: nil}\n`,
  })),
  'the payload of a sign-in link': word.map((secret) => ({
    secret,
    text: ` https://h.test/?auth_token=0&auth_payload=${secret}&auth_topic=a\n`,
  })),
  'a link that is opened at another server': hex.map((secret) => ({
    secret,
    text: `GET /?auth_origin=hubs&auth_token=${secret} 200\n`,
  })),
  'a login token in a statement': hex.map((secret) => ({
    secret,
    text: `SELECT l0."token" FROM "ret0"."login_tokens" AS l0 WHERE (l0."token" = $1) ["${secret}"]\n`,
  })),
  'a TURN secret in a statement': hex.map((secret) => ({
    secret,
    text: `INSERT INTO coturn.turn_secret (realm, value) VALUES ($1, $2) ["ret", "${secret}"]\n`,
  })),
  'a token that was used': hex.map((secret) => ({
    secret,
    text: `[debug] HANDLED auth_verified INCOMING Parameters: %{"payload" => "x", "token" => "${secret}"}\n`,
  })),
  'a token among parameters on a line of their own': hex.map((secret) => ({
    secret,
    text: `HANDLED it\n  Parameters: %{"payload" => "x", "token" => "${secret}"}\n`,
  })),
  'a payload among parameters on a line of their own': word.map((secret) => ({
    secret,
    text: `  Parameters: %{"auth_payload" => "${secret}", "auth_token" => "0"}\n`,
  })),
  'a bearer token': token.map((secret) => ({ secret, text: `authorization: bearer ${secret}\n` })),
  'a web token': token.map((secret) => ({ secret, text: `{"perms_token":"${secret}"}\n` })),
  'a password in a URL': password.map((secret) => ({
    secret,
    text: `db-uri "postgres://postgres:${secret}@localhost:5432/ret_dev"\n`,
  })),
};

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs1',
  format: 'pem',
}) as string;
const bodyOf = pem.split('\n').slice(1, -2);

describe('masking', () => {
  it.each(Object.entries(kinds))('never lets %s out, and keeps the lines around it', (_, kind) => {
    fc.assert(
      fc.property(kind, ({ text, secret }) => {
        const out = masked(`before\n${text}after ✓\n`);
        expect(out).not.toContain(secret);
        expect(out).toMatch(/^before\n[\s\S]*\nafter ✓\n$/);
        expect(out.split('\n')).toHaveLength(text.split('\n').length + 2);
      }),
    );
  });

  it('says which command opens a sign-in link', () => {
    expect(masked(' https://localhost:4000/?auth_payload=a&auth_token=b\n')).toBe(' [sign-in link: metaton login]\n');
  });

  it('leaves the user of a URL, and all else of it', () => {
    expect(masked('at postgres://me:hush@db:5432/ret\n')).toBe('at postgres://me:***@db:5432/ret\n');
  });

  it.each([
    ['as it is', (text: string) => text],
    ['with words before every line', (text: string) => text.replace(/^(?=.)/gm, '12:00:01 dialog: ')],
    ['indented', (text: string) => text.replace(/^(?=.)/gm, '    ')],
    ['in one line', (text: string) => `key: "${text.replaceAll('\n', '\\n')}"\n`],
    ['cut off in one line', (text: string) => `key: "${text.replaceAll('\n', '\\n').slice(0, 400)}..."\n`],
  ])('never lets a private key out: %s', (_, shape) => {
    const out = masked(`before\n${shape(pem)}after\n`);
    expect(out).toMatch(/^before\n.*\[private key\].*\nafter\n$/);
    for (const line of bodyOf) expect(out).not.toContain(line);
  });

  it('never lets a private key out that comes in several blocks', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 5 }), (cuts) => {
        const lines = `before\n${pem}after\n`.split(/(?<=\n)/);
        const ends = [...new Set([...cuts.filter((cut) => cut < lines.length), lines.length])].sort((a, b) => a - b);
        let out = '';
        let key: number | undefined;
        ends.forEach((end, index) => {
          const result = maskSecrets(Buffer.from(lines.slice(ends[index - 1] ?? 0, end).join('')), key);
          out += Buffer.from(result.bytes).toString();
          key = result.key;
        });
        expect(out).toBe('before\n[private key]\nafter\n');
      }),
    );
  });

  it.each([1, 5, 20, bodyOf.length])(
    'never lets the last %i lines of a private key out, which only its end tells',
    (count) => {
      const out = masked(
        `${pem
          .split('\n')
          .slice(-2 - count)
          .join('\n')}after\n`,
      );
      expect(out).toBe('[private key]\nafter\n');
    },
  );

  it('goes on after a key that never ends', () => {
    const out = masked('expected -----BEGIN PRIVATE KEY-----\n    at readKey (/a/b.js:1:2)\nnext\n');
    expect(out).toBe('expected [private key]\n    at readKey (/a/b.js:1:2)\nnext\n');
  });

  it.each([
    'GET https://localhost:4000/a:b@c 200 in 3 ms',
    'https://localhost:8080/?email=a@b.test',
    'Bearer token is missing',
    'auth_verified INCOMING ON auth:4f8a0e2c-0000-4000-8000-123456789abc',
    'digest 0123456789abcdef0123456789abcdef of app.js',
    'eyJ is how they begin',
    '-----BEGIN CERTIFICATE-----',
  ])('leaves %s', (line) => {
    const bytes = Buffer.from(`${line}\n`);
    expect(maskSecrets(bytes).bytes).toBe(bytes);
  });

  it('leaves any bytes without secrets as they are, whatever their encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(maskSecrets(bytes).bytes).toBe(bytes);
      }),
    );
  });

  it('leaves the bytes around a secret as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.uint8Array({ maxLength: 50 }), (before, after) => {
        const secret = Buffer.from('\nat x://u:hush@h\n');
        const out = maskSecrets(Buffer.concat([before, secret, after])).bytes;
        expect(Buffer.from(out)).toEqual(Buffer.concat([before, Buffer.from('\nat x://u:***@h\n'), after]));
      }),
    );
  });
});
