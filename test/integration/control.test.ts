/** A stack is steered over a real socket, and neither side can harm the other. */
import { once } from 'node:events';
import { link, lstat, mkdir, readdir, rm, stat, symlink } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectControl } from '../../src/adapters/connect-control.ts';
import { makeControl } from '../../src/adapters/control.ts';
import { controlProtocol, type RemoteStack, type StackAbout } from '../../src/model/control.ts';
import type { Event } from '../../src/model/event.ts';
import { failed } from '../../src/model/problem.ts';
import { serviceUnknown } from '../../src/model/problems/config.ts';
import { stackGone } from '../../src/model/problems/control.ts';
import { makeFolder } from '../helpers/cli.ts';
import { TestStack, web } from '../helpers/test-stack.ts';

const about: StackAbout = {
  protocol: controlProtocol,
  version: '1.2.3',
  pid: process.pid,
  workspace: '/world',
  since: 1,
  tag: 'a tag',
};

const block = (text: string, service = 'web'): Event => ({
  kind: 'log-block',
  service,
  stream: 'stdout',
  bytes: Buffer.from(text, 'latin1'),
  at: 3,
});

const control = makeControl({});
const ends: (() => unknown)[] = [];
let folder = '';

beforeEach(() => {
  const made = makeFolder();
  folder = made.path;
  ends.push(() => {
    made[Symbol.dispose]();
  });
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Serves a stack in this folder, or at this place, until the test is over. */
async function serve(place = control.place(folder), as = about): Promise<TestStack & { leave: () => Promise<void> }> {
  const stack = new TestStack();
  const leave = await control.serve(place, stack, as);
  ends.push(leave);
  return Object.assign(stack, { leave });
}

async function connected(place = control.place(folder)): Promise<RemoteStack> {
  const remote = await control.connect(place);
  if (!remote) throw new Error(`nobody listens at ${place}`);
  return remote;
}

/** All that comes, until the end. */
async function heard(remote: RemoteStack, signal = new AbortController().signal): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const event of remote.events(signal)) events.push(event);
  return events;
}

/** A request in words of its own, as a client that is not metaton would make. */
async function request(
  method: string,
  route: string,
  body?: string,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const asked = http.request({ socketPath: control.place(folder), method, path: route, agent: false }).end(body);
  const [answer] = (await once(asked, 'response')) as [http.IncomingMessage];
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part as string;
  return { status: answer.statusCode, text };
}

describe('a stack', () => {
  test('one that holds the socket and says nothing is named, and nobody waits for it', async () => {
    const silent = net.createServer().listen(path.join(folder, 'silent'));
    await once(silent, 'listening');
    await expect(connectControl(path.join(folder, 'silent'), 50)).rejects.toMatchObject({
      problem: { code: 'stack-silent' },
    });
    silent.close();
  });

  test('is seen and steered from outside', async () => {
    const stack = await serve();
    const remote = await connected();
    expect(remote.about).toEqual(about);
    expect(await remote.status()).toEqual([web]);
    expect(await remote.begun()).toMatchObject({ ok: true });
    expect(await remote.start(['web'])).toMatchObject({ ok: true });
    expect(await remote.stop(['web', 'a b/ü'])).toMatchObject({ ok: true });
    expect(await remote.restart(['web'])).toMatchObject({ ok: true });
    await remote.down();
    expect(stack.wishes).toEqual(['start web', 'stop web a b/ü', 'restart web', 'down']);
  });

  test('says what hinders it, without errors of the language', async () => {
    const stack = await serve();
    const problem = serviceUnknown({ source: 'command line' }, 'wbe', ['web']);
    stack.outcome = Promise.resolve(failed({ ...problem, cause: new Error('underneath') }));
    expect(await (await connected()).start(['wbe'])).toEqual({ ok: false, problems: [problem] });
  });

  test('is heard byte for byte by everyone who listens', async () => {
    const stack = await serve();
    const listening = [heard(await connected()), heard(await connected())];
    await stack.watchedBy(2);
    const events: readonly Event[] = [
      block('\u00ff\u00fe\u0000A\n'),
      { kind: 'service-phase', service: 'web', phase: 'waiting', needs: ['a ✓'], at: 4 },
    ];
    events.forEach(stack.emit);
    await stack.leave();
    for (const one of await Promise.all(listening))
      expect(one.map((event) => ('bytes' in event ? { ...event, bytes: Buffer.from(event.bytes) } : event))).toEqual(
        events,
      );
  });

  test('has its last words heard, however many they are', async () => {
    const stack = await serve();
    const listening = heard(await connected());
    await stack.watchedBy(1);
    const count = 400;
    for (let number = 0; number < count; number++) stack.emit(block(`${number} ${'x'.repeat(10_000)}\n`));
    await stack.leave();
    expect(await listening).toHaveLength(count);
  });

  test('that ends in the middle of a wish says so', async () => {
    const stack = await serve();
    const remote = await connected();
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const { start } = stack;
    Object.assign(stack, {
      start: (services: readonly string[]) => {
        isAsked();
        return start(services);
      },
    });
    stack.outcome = new Promise(() => undefined);
    const wish = remote.start(['web']);
    await asked;
    await stack.leave();
    expect(await wish).toMatchObject({ ok: false, problems: [{ code: 'stack-gone' }] });
  });

  test('that is gone is a Problem for who knew it', async () => {
    const stack = await serve();
    const remote = await connected();
    await stack.leave();
    expect(await remote.stop(['web'])).toMatchObject({ ok: false, problems: [{ code: 'stack-gone' }] });
    await expect(remote.status()).rejects.toMatchObject({ problem: { code: 'stack-gone' } });
    expect(await heard(remote)).toEqual([]);
  });
});

describe('who listens', () => {
  test('and breaks off in the middle of a stream is forgotten, and the others hear on', async () => {
    const stack = await serve();
    const rude = net.connect(control.place(folder));
    rude.write('GET /v1/events HTTP/1.1\r\nHost: metaton\r\n\r\n');
    await stack.watchedBy(1);
    const listening = heard(await connected());
    await stack.watchedBy(2);
    rude.destroy();
    await stack.watchedBy(1);
    stack.emit(block('still here\n'));
    await stack.leave();
    expect(await listening).toHaveLength(1);
  });

  test('may stop doing so', async () => {
    const stack = await serve();
    const enough = new AbortController();
    const listening = heard(await connected(), enough.signal);
    await stack.watchedBy(1);
    enough.abort();
    expect(await listening).toEqual([]);
    await stack.watchedBy(0);
  });

  test('to one service hears of no other', async () => {
    const stack = await serve();
    const remote = await connected();
    const services: string[] = [];
    const listening = (async () => {
      for await (const event of remote.events(new AbortController().signal, 'web'))
        services.push('service' in event ? (event.service ?? '') : event.kind);
    })();
    await stack.watchedBy(1);
    stack.emit(block('mine\n'));
    stack.emit(block('not mine\n', 'other'));
    await stack.leave();
    await listening;
    expect(services).toEqual(['web']);
  });

  test('but does not read neither fills the memory nor hinders the others, and is told what it missed', async () => {
    const stack = await serve();
    const deaf = net.connect(control.place(folder)).pause();
    deaf.write('GET /v1/events HTTP/1.1\r\nHost: metaton\r\nConnection: close\r\n\r\n');
    await stack.watchedBy(1);
    const count = 64;
    const mebibyte = 'x'.repeat(1_048_576);
    for (let number = 0; number < count; number++) stack.emit(block(mebibyte));
    stack.emit({ kind: 'service-phase', service: 'web', phase: 'stopping', at: 5 });
    const whole = (async () => {
      let text = '';
      for await (const part of deaf.setEncoding('latin1')) text += part as string;
      return text;
    })();
    deaf.resume();
    const leaving = stack.leave();
    const text = await whole;
    await leaving;
    expect(text.length).toBeLessThan((count / 2) * mebibyte.length);
    expect(text).toMatch(/"phase":"stopping"/);
    expect(text).toMatch(/"kind":"notice","text":"[^"]*MiB/);
  });
});

describe('the socket', () => {
  test("is the user's alone, and gone at the end", async () => {
    const stack = await serve();
    const place = control.place(folder);
    expect((await stat(place)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(place))).mode & 0o777).toBe(0o700);
    await stack.leave();
    expect(await readdir(path.dirname(place))).toEqual([]);
    expect(await control.connect(place)).toBeUndefined();
  });

  test('is put into a folder that is closed to others, even where it was open', async () => {
    const place = control.place(folder);
    await mkdir(path.dirname(place), { recursive: true, mode: 0o755 });
    await serve();
    expect((await stat(path.dirname(place))).mode & 0o777).toBe(0o700);
  });

  test('of a metaton that is dead is replaced', async () => {
    const place = control.place(folder);
    await mkdir(path.dirname(place), { recursive: true });
    const dead = net.createServer().listen(`${place}.dead`);
    await once(dead, 'listening');
    await link(`${place}.dead`, place);
    dead.close();
    await once(dead, 'close');
    expect(await control.connect(place)).toBeUndefined();
    await serve();
    expect((await connected()).about).toEqual(about);
  });

  test('of a metaton that lives is left to it', async () => {
    await serve();
    const second = new TestStack();
    await expect(control.serve(control.place(folder), second, about)).rejects.toMatchObject({
      problem: { code: 'workspace-busy' },
    });
    expect((await connected()).about).toEqual(about);
  });

  test('is elsewhere where the path is too long for one', async () => {
    const deep = path.join(folder, ...Array.from({ length: 6 }, () => 'x'.repeat(30)));
    const near = makeControl({ XDG_RUNTIME_DIR: folder });
    const place = near.place(deep);
    expect(place).toMatch(folder);
    expect(Buffer.byteLength(place)).toBeLessThanOrEqual(103);
    expect(near.place(`${deep}x`)).not.toBe(place);
    const stack = await serve(place);
    expect((await stat(path.dirname(place))).mode & 0o777).toBe(0o700);
    expect((await connected(place)).about).toEqual(about);
    await stack.leave();
    expect(await control.connect(place)).toBeUndefined();
  });

  test('is elsewhere still where that place is too deep, too', () => {
    const deep = `/${'x'.repeat(120)}`;
    expect(Buffer.byteLength(makeControl({ XDG_RUNTIME_DIR: deep }).place(deep))).toBeLessThanOrEqual(103);
  });

  test('is not put where a link leads elsewhere', async () => {
    const place = control.place(folder);
    const elsewhere = path.join(folder, 'elsewhere');
    await mkdir(elsewhere);
    await symlink(elsewhere, path.dirname(place));
    await expect(control.serve(place, new TestStack(), about)).rejects.toMatchObject({
      problem: { code: 'control-folder-foreign' },
    });
    expect((await lstat(path.dirname(place))).isSymbolicLink()).toBe(true);
    expect(await control.connect(place)).toBeUndefined();
    await rm(path.dirname(place));
  });
});

describe('what is not understood', () => {
  test.each([
    ['no JSON', '{'],
    ['no services', '{"services":[]}'],
    ['a number for a name', '{"services":[1]}'],
    ['a word too many', '{"services":["web"],"force":true}'],
    ['nothing', ''],
  ])('in a wish (%s) is told and not done', async (_, body) => {
    const stack = await serve();
    const { status, text } = await request('POST', '/v1/stop', body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ ok: false, problems: [{ code: 'control-request-wrong' }] });
    expect(stack.wishes).toEqual([]);
  });

  test('in a wish for a service that is not there is told, and by the status, too', async () => {
    const stack = await serve();
    stack.outcome = Promise.resolve(failed(serviceUnknown({ source: 'command line' }, 'wbe', ['web'])));
    const { status, text } = await request('POST', '/v1/start', '{"services":["wbe"]}');
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ ok: false, problems: [{ code: 'service-unknown', isUsage: true }] });
    stack.outcome = Promise.resolve(failed(stackGone()));
    expect((await request('POST', '/v1/start', '{"services":["web"]}')).status).toBe(200);
  });

  test('is told who answers, for those of another protocol', async () => {
    await serve();
    for (const [method, route] of [
      ['GET', '/v2'],
      ['POST', '/v1/dwon'],
      ['GET', '/'],
    ] as const) {
      const { status, text } = await request(method, route);
      expect(status).toBe(404);
      expect(JSON.parse(text)).toMatchObject({
        protocol: controlProtocol,
        version: '1.2.3',
        problems: [{ code: 'control-request-wrong' }],
      });
    }
  });

  test('of another metaton is a Problem that names it', async () => {
    await serve(control.place(folder), { ...about, protocol: controlProtocol + 1, version: '9.9.9' });
    await expect(connected()).rejects.toMatchObject({
      problem: { code: 'control-protocol-other', summary: expect.stringContaining('9.9.9') as unknown },
    });
  });

  test.each([
    ['one that no longer knows this protocol', 404, '{"protocol":2,"version":"9.9.9","pid":1}', /9\.9\.9/],
    ['something else', 200, '<html>', /another program/],
  ])('of %s is a Problem', async (_, status, text, words) => {
    const place = control.place(folder);
    await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
    const other = http.createServer((_request, response) => response.writeHead(status).end(text)).listen(place);
    ends.push(() => other.close());
    await once(other, 'listening');
    await expect(connected()).rejects.toMatchObject({
      problem: { code: 'control-protocol-other', summary: expect.stringMatching(words) as unknown },
    });
  });
});
