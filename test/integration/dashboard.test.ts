/** The dashboard over real HTTP: who gets in, what can be done, and what a bad reader can do to it. */
import http from 'node:http';
import net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeClock } from '../../src/adapters/clock.ts';
import { makeWeb } from '../../src/adapters/web.ts';
import { Inquiries } from '../../src/dashboard/inquiries.ts';
import { makeApp } from '../../src/dashboard/make-app.ts';
import { actionHeader, type DoctorCheck, type LogEntry } from '../../src/dashboard/page-state.ts';
import { Recorder } from '../../src/dashboard/recorder.ts';
import { maskSecrets } from '../../src/engine/mask-secrets.ts';
import type { Event } from '../../src/model/event.ts';
import { failed } from '../../src/model/problem.ts';
import { stackGone } from '../../src/model/problems/control.ts';
import { TestStack } from '../helpers/test-stack.ts';

const keys = { token: 'the-token-of-this-run', session: 'the-session-of-this-run' };

const defect = (id: string, more: object): DoctorCheck => ({
  id,
  group: 'a',
  title: id,
  status: 'fail',
  summary: id,
  detail: null,
  fix: { text: 'Mend it.', command: null, auto: true, needsRoot: false, ...more },
});

let stack: TestStack;
let recorder: Recorder;
let mended: string[];
let port: number;
let end: () => Promise<void>;

beforeEach(async () => {
  stack = new TestStack();
  mended = [];
  const clock = makeClock();
  const ended = new AbortController();
  recorder = new Recorder({
    clock,
    about: { version: '1.2.3', workspace: '/world', host: 'localhost', pid: 1, since: 1, pages: [] },
    plan: { steps: [], notices: [] },
    status: stack.status,
    mask: maskSecrets,
    catchLinks: () => [],
  });
  stack.watch(recorder.take);
  const inquiries = new Inquiries(
    {
      clock,
      usage: () => Promise.resolve(new Map()),
      examine: () =>
        Promise.resolve([defect('safe', {}), defect('root', { needsRoot: true }), defect('person', { auto: false })]),
      mend: (id) => {
        mended.push(id);
        return Promise.resolve();
      },
      workspace: () => Promise.resolve(undefined),
      begun: stack.begun,
      ended: ended.signal,
    },
    recorder,
  );
  const { ring, changes, board } = recorder;
  const server = await makeWeb().serve((own) =>
    Promise.resolve(
      makeApp({
        port: own,
        keys,
        stack,
        recorder,
        inquiries,
        stream: { clock, topics: board, ring, changes, ended: ended.signal },
        asset: (name) => Promise.resolve(`<!-- ${name} -->`),
      }).fetch,
    ),
  );
  port = server.port;
  end = async () => {
    ended.abort();
    await server.close();
  };
});

afterEach(() => end());

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

const cookie = (): string => `metaton-dashboard-${port}=${keys.session}`;

const ownOrigin = (): string => `http://127.0.0.1:${port}`;

/** As the page itself asks, but for what is given: `undefined` leaves a header out. */
function ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  const usual = {
    cookie: cookie(),
    ...(method === 'POST' ? { origin: ownOrigin(), 'content-type': 'application/json', [actionHeader]: '1' } : {}),
  };
  const all: Readonly<Record<string, string | undefined>> = { ...usual, ...headers };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path, method, headers: Object.fromEntries(sent), agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      },
    );
    request.on('error', reject);
    request.end(method === 'POST' ? (body ?? '{}') : undefined);
  });
}

const everyPath = ['/', '/page.js', '/page.css', '/events', '/?t=the-token-of-this-run', '/api/services/web/restart'];

describe('nobody gets in', () => {
  test.each([
    ['evil.example'],
    ['evil.example:PORT'],
    ['localhost:PORT'],
    ['127.0.0.1'],
    ['127.0.0.1:1'],
    ['127.0.0.1:PORT.evil.example'],
    ['[::1]:PORT'],
  ])('by another name: %s', async (name) => {
    for (const path of everyPath) {
      const { status, body, headers } = await ask(path, { headers: { host: name.replace('PORT', String(port)) } });
      // What is no name of a host at all is refused before it comes so far.
      expect([path, status === 400 ? 421 : status]).toEqual([path, 421]);
      expect(headers['set-cookie']).toBeUndefined();
      expect(body).not.toMatch(/page|web/);
    }
  });

  test('from another page, whatever it is and whoever asks', async () => {
    for (const origin of ['http://evil.example', `http://localhost:${port}`, 'https://localhost:4000', 'null'])
      for (const path of everyPath) expect((await ask(path, { headers: { origin } })).status).toBe(403);
    for (const site of ['cross-site', 'same-site'])
      for (const path of everyPath) expect((await ask(path, { headers: { 'sec-fetch-site': site } })).status).toBe(403);
  });

  test('without the cookie of this very run and port', async () => {
    const others = [
      undefined,
      `metaton-dashboard-${port}=`,
      `metaton-dashboard-${port}=${keys.token}`,
      `metaton-dashboard-${port + 1}=${keys.session}`,
      `session=${keys.session}`,
    ];
    for (const other of others)
      for (const path of ['/', '/page.js', '/events', '/nowhere'])
        expect((await ask(path, { headers: { cookie: other } })).status).toBe(401);
    expect((await ask('/api/services/web/stop', { method: 'POST', headers: { cookie: undefined } })).status).toBe(401);
    expect((await ask('/?t=of-another-run', { headers: { cookie: undefined } })).status).toBe(403);
    expect(stack.wishes).toEqual([]);
  });
});

test('the token is exchanged for a cookie that no script and no other page gets', async () => {
  const { status, headers } = await ask(`/?t=${keys.token}`, { headers: { cookie: undefined } });
  expect([status, headers.location]).toEqual([303, '/']);
  expect(headers['set-cookie']).toEqual([
    `metaton-dashboard-${port}=${keys.session}; Path=/; HttpOnly; SameSite=Strict`,
  ]);
});

test('every answer keeps the browser from all that it does not need', async () => {
  for (const answer of [await ask('/'), await ask('/nowhere'), await ask('/', { headers: { cookie: undefined } })]) {
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

describe('what is done', () => {
  const restart = '/api/services/web/restart';

  test('is done by POST from the page alone', async () => {
    expect((await ask(restart, { method: 'POST' })).status).toBe(202);
    expect(stack.wishes).toEqual(['restart web']);
    const refused: readonly Asked[] = [
      { method: 'GET' },
      { method: 'HEAD' },
      { method: 'PUT' },
      { method: 'POST', headers: { origin: undefined } },
      { method: 'POST', headers: { [actionHeader]: undefined } },
      { method: 'POST', headers: { 'content-type': 'text/plain' } },
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ];
    for (const each of refused) expect((await ask(restart, each)).status).toBeGreaterThanOrEqual(400);
    expect(stack.wishes).toEqual(['restart web']);
  });

  test('is one of three things, with a service that there is', async () => {
    for (const path of [
      '/api/services/web/down',
      '/api/services/other/stop',
      '/api/services/..%2fweb/stop',
      '/api/down',
    ])
      expect((await ask(path, { method: 'POST' })).status).toBe(404);
    expect(stack.wishes).toEqual([]);
  });

  test('is not done with a body that is too large, however it comes', async () => {
    const body = JSON.stringify({ much: 'x'.repeat(100_000) });
    expect((await ask(restart, { method: 'POST', body })).status).toBe(413);
    const chunked = { method: 'POST', body, headers: { 'transfer-encoding': 'chunked' } };
    expect((await ask(restart, chunked)).status).toBe(413);
    expect(stack.wishes).toEqual([]);
  });

  test('and fails is said on the page', async () => {
    stack.outcome = Promise.resolve(failed(stackGone()));
    await using page = await openStream();
    await ask(restart, { method: 'POST' });
    await page.saw(/The stack ended before that was done/);
  });

  test('for a defect only where neither a person nor an administrator is needed', async () => {
    await using page = await openStream();
    await page.saw(/"phase":"done"/);
    for (const [id, status] of [
      ['root', 409],
      ['person', 409],
      ['unheard-of', 409],
      ['safe', 202],
    ] as const)
      expect((await ask(`/api/doctor/${id}/mend`, { method: 'POST' })).status).toBe(status);
    expect(mended).toEqual(['safe']);
  });
});

test('no path leads out of the three files', async () => {
  for (const path of [
    '/../package.json',
    '/..%2f..%2fetc/passwd',
    '/page.js/../../x',
    '/%00',
    '/page.html',
    '//etc/passwd',
  ])
    expect((await ask(path)).status).toBe(404);
});

const block = (text: string, service = 'web'): Event => ({
  kind: 'log-block',
  service,
  stream: 'stdout',
  bytes: Buffer.from(text),
  at: 1,
});

/** What is waited for is looked for in so much of what came last. */
const recentLetters = 100_000;

/** A page that listens. */
async function openStream(headers: Readonly<Record<string, string>> = {}) {
  const request = http.get({
    host: '127.0.0.1',
    port,
    path: '/events',
    headers: { cookie: cookie(), ...headers },
    agent: false,
  });
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  let text = '';
  let recent = '';
  const looks = new Set<() => void>();
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    recent = (recent + part).slice(-recentLetters);
    for (const look of looks) look();
  });
  response.on('error', () => undefined);
  return {
    response,
    text: () => text,
    saw: (pattern: RegExp): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!pattern.test(recent)) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
    [Symbol.asyncDispose]: async () => {
      if (response.closed) return;
      const closed = new Promise((resolve) => response.once('close', resolve));
      request.destroy();
      await closed;
    },
  };
}

/** The texts of all lines in a stream. */
const linesIn = (text: string): readonly string[] =>
  [...text.matchAll(/event: log\ndata: (.*)\n/g)].flatMap(([, data = '[]']) =>
    (JSON.parse(data) as readonly LogEntry[]).flatMap(({ lines }) => lines.map(([, line]) => line)),
  );

describe('the stream', () => {
  test('has the state first, then what was printed before, then what comes', async () => {
    stack.emit(block('before\n'));
    await using page = await openStream();
    await page.saw(/before/);
    stack.emit(block('after\n'));
    await page.saw(/after/);
    expect(page.text()).toMatch(/^retry: \d+\n\n[^]*event: about[^]*event: services[^]*before[^]*after/);
    expect(linesIn(page.text())).toEqual(['before', 'after']);
  });

  test('goes on where a page has lost it', async () => {
    stack.emit(block('1\n'));
    stack.emit(block('2\n'));
    await using page = await openStream();
    await page.saw(/"2"/);
    const last = [...page.text().matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? '';
    stack.emit(block('3\n'));
    await using again = await openStream({ 'last-event-id': last });
    await again.saw(/"3"/);
    expect(linesIn(again.text())).toEqual(['3']);
  });

  test('has no secret, and letters that would end an event do not', async () => {
    const url = 'https://localhost:4000/?auth_token=0123&auth_payload=4567&auth_topic=a';
    stack.emit(block(`${url}\n\revent: services\rdata: []\n`));
    await using page = await openStream();
    await page.saw(/data: \[\]/);
    expect(page.text()).not.toMatch(/0123|4567/);
    expect(
      page
        .text()
        .split('\n')
        .filter((line) => line.startsWith('event: services')),
    ).toHaveLength(1);
  });

  test('ends with a word when the stack does', async () => {
    await using page = await openStream();
    const closed = new Promise((resolve) => page.response.once('end', resolve));
    await end();
    await closed;
    expect(page.text()).toMatch(/event: bye\ndata: \{\}\n\n$/);
  });
});

const mebibyte = 1_048_576;

/** What is held outside of the heap counts, too. */
function held(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What is only known by then to be needed no more goes the second time.
  collect();
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / mebibyte;
}

describe('memory stays bounded', () => {
  test('whoever does not read misses lines, and is told how many', async () => {
    await using page = await openStream();
    await page.saw(/event: services/);
    page.response.pause();
    const before = held();
    const line = `${'x'.repeat(999)}\n`;
    const total = 60_000;
    for (let round = 0; round < total / 100; round++) {
      stack.emit(block(line.repeat(100)));
      await new Promise(setImmediate);
    }
    expect(held() - before).toBeLessThan(60);
    stack.emit(block('the last\n'));
    page.response.resume();
    await page.saw(/the last/);
    const missed = [...page.text().matchAll(/event: missed\ndata: \{"count":(\d+)\}/g)].map(([, count]) =>
      Number(count),
    );
    expect(missed.length).toBeGreaterThan(0);
    expect(missed.reduce((sum, count) => sum + count, 0) + linesIn(page.text()).length).toBe(total + 1);
  });

  test('a thousand pages that do not read cost little, and others are served meanwhile', async () => {
    const before = held();
    const sockets = await Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const socket = net.connect({ port, host: '127.0.0.1' });
        socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie()}\r\n\r\n`);
        await new Promise((resolve) => socket.once('readable', resolve));
        return socket;
      }),
    );
    for (let round = 0; round < 20; round++) {
      stack.emit(block(`${'x'.repeat(999)}\n`.repeat(5)));
      await new Promise(setImmediate);
    }
    await using page = await openStream();
    stack.emit(block('still here\n'));
    await page.saw(/still here/);
    expect((await ask('/')).status).toBe(200);
    expect(held() - before).toBeLessThan(150);
    for (const socket of sockets) socket.destroy();
  });
});
