import { describe, expect, it } from 'vitest';
import { LinkCatcher } from './link-catcher.ts';

const url = 'https://localhost:4000/?auth_origin=hubs&auth_payload=a%2Bb%3D&auth_token=0f&auth_topic=auth%3A0b7c';

const today = (to: string): string =>
  `[info] New email delivered\nFrom: "localhost" <info@hubs-mail.com>\nTo: ${to}\nSubject: Sign-In\n\nText body:\nplease visit\n\n ${url}\n\nHTML body:\n`;

const then = (to: string): string =>
  `[debug] Sending\n\n%Bamboo.Email{from: {nil, "info@hubs-mail.com"}, text_body: "visit\\n\\n ${url}", to: [${to}]}\n`;

const caught = (...texts: readonly string[]) => {
  const catcher = new LinkCatcher();
  return texts.flatMap((text) => catcher.take(Buffer.from(text)));
};

describe('a link is caught, with whom it is for', () => {
  it.each([
    ['today', today('<a@b>')],
    ['today, bare', today('a@b')],
    ['today, with a name', today('"A B" <a@b>')],
    ['in 2022', then('nil: "a@b"')],
    ['in 2022, as pairs', then('{nil, "a@b"}')],
  ])('from a mail %s', (_when, text) => {
    expect(caught(text)).toEqual([{ url, email: 'a@b' }]);
  });

  it('where the mail comes in pieces', () => {
    const text = today('a@b');
    const middle = text.indexOf('auth_token') + 4;
    expect(caught(text.slice(0, 80), text.slice(80, middle), text.slice(middle))).toEqual([{ url, email: 'a@b' }]);
  });

  it('with the odd letters that addresses may have', () => {
    expect(caught(today(`Ünï+x'"y@Example.org`))).toEqual([{ url, email: `Ünï+x'"y@Example.org` }]);
    expect(caught(then(String.raw`nil: "Ünï+x'\"y@Example.org"`))).toEqual([{ url, email: `Ünï+x'"y@Example.org` }]);
  });

  it('once, however often it is printed', () => {
    expect(caught(today('a@b'), today('a@b'))).toHaveLength(1);
  });

  it('or without, where nothing says so', () => {
    expect(caught(`${url}\n`)).toEqual([{ url, email: undefined }]);
    expect(caught('[info] GET /?auth_token=1\n')).toEqual([]);
  });
});
