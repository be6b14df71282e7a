import { describe, expect, test } from 'vitest';
import { findSignInLink, heardOf, isEmail, socketUrl } from './sign-in.ts';

const topic = 'auth:0b7c';

describe('the link', () => {
  const query = 'auth_origin=hubs&auth_payload=a%2Bb%3D&auth_token=0f&auth_topic=auth%3A0b7c';
  const url = `https://localhost:4000/?${query}`;
  const wanted = { url, token: '0f', payload: 'a+b=' };

  test.each([
    ['alone on its line', `[info] New email delivered\n\n ${url}\n\nHTML body:\n`],
    ['within a quoted text', `text_body: "please visit\\n\\n ${url}", to: []`],
    ['before an escaped end of line', `text_body: "${url}\\nfoot"`],
  ])('is found %s', (_where, printed) => {
    expect(findSignInLink(printed, topic)).toEqual(wanted);
  });

  test('is found in any order of its query, and among those of others', () => {
    const other = url.replace('0b7c', 'ffff');
    const turned =
      'https://localhost:4000/?auth_topic=auth%3A0b7c&auth_token=0f&auth_payload=a%2Bb%3D&auth_origin=hubs';
    expect(findSignInLink(`${other}\n${turned}`, topic)).toEqual({ ...wanted, url: turned });
    expect(findSignInLink(other, topic)).toBeUndefined();
    expect(findSignInLink(`https://localhost:4000/?auth_topic=auth%3A0b7c`, topic)).toBeUndefined();
  });
});

describe('what is heard', () => {
  const heard = (...message: unknown[]) => heardOf(JSON.stringify(message), topic);

  test('of this topic says how it goes', () => {
    expect(heard('1', '1', topic, 'phx_reply', { status: 'ok', response: {} })).toEqual({ kind: 'joined' });
    expect(heard('1', '2', topic, 'phx_reply', { status: 'error', response: 'Already sent' })).toEqual({
      kind: 'refused',
      reason: '"Already sent"',
    });
    expect(heard(null, null, topic, 'auth_credentials', {})).toEqual({ kind: 'signed-in' });
    expect(heard(null, null, topic, 'phx_error', {})).toEqual({ kind: 'refused', reason: 'phx_error' });
  });

  test('of others, or in other words, means nothing', () => {
    expect(heard('1', '1', 'auth:ffff', 'phx_reply', { status: 'error' })).toEqual({ kind: 'nothing' });
    for (const text of ['', '{}', 'null', '[]']) expect(heardOf(text, topic)).toEqual({ kind: 'nothing' });
  });
});

test('the websocket is beside the pages', () => {
  expect(socketUrl('https://localhost:4000/')).toBe('wss://localhost:4000/socket/websocket?vsn=2.0.0');
});

test('an address has one @ and no space', () => {
  expect(['a@b', "Ünï+x'y@ex.org"].map(isEmail)).toEqual([true, true]);
  expect(['', 'a', 'a@', '@b', 'a b@c', 'a@b@c', `${'a'.repeat(254)}@b`].map(isEmail)).not.toContain(true);
});
