import { describe, expect, it } from 'vitest';
import { Tail } from './tail.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Whether a promise has settled once everything that needs no time has happened. */
const hasSettled = async (promise: Promise<void>): Promise<boolean> => {
  let isSettled = false;
  void promise.then(() => {
    isSettled = true;
  });
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return isSettled;
};

describe('the tail of a service', () => {
  it('is what was printed, without colours', () => {
    const tail = new Tail();
    tail.push(bytesOf('\u001b[31mred\u001b[0m\n'));
    tail.push(bytesOf('plain\n'));
    expect(tail.text()).toBe('red\nplain\n');
  });

  it('has no secrets, and yet a pattern may be about one', async () => {
    const tail = new Tail();
    tail.push(bytesOf('https://localhost:4000/?auth_payload=abc&auth_token=hush&auth_topic=a\n'));
    expect(tail.text()).not.toContain('hush');
    expect(await hasSettled(tail.saw(/auth_token=hush/))).toBe(true);
  });

  it('forgets the oldest, never the newest', () => {
    const tail = new Tail();
    for (let line = 0; line < 100_000; line++) tail.push(bytesOf(`line ${line}\n`));
    expect(tail.text()).toHaveLength(16_384);
    expect(tail.text().endsWith('line 99998\nline 99999\n')).toBe(true);
  });

  it('is bounded even when one line is longer than all of it', () => {
    const tail = new Tail();
    tail.push(bytesOf(`${'x'.repeat(50_000)}\n`));
    expect(tail.text()).toHaveLength(16_384);
    tail.push(bytesOf('end\n'));
    expect(tail.text().endsWith('x\nend\n')).toBe(true);
  });
});

describe('waiting for a line', () => {
  it('finds one that was printed before', async () => {
    const tail = new Tail();
    tail.push(bytesOf('up\n'));
    expect(await hasSettled(tail.saw(/^up$/))).toBe(true);
  });

  it('finds one that comes later, in colours or not', async () => {
    const tail = new Tail();
    const up = tail.saw(/^up$/);
    tail.push(bytesOf('upper\n'));
    expect(await hasSettled(up)).toBe(false);
    tail.push(bytesOf('a\n\u001b[1mup\u001b[0m\nb\n'));
    expect(await hasSettled(up)).toBe(true);
  });

  it('finds each of several patterns with its own line', async () => {
    const tail = new Tail();
    const [first, second] = [tail.saw(/one/), tail.saw(/two/)];
    tail.push(bytesOf('two\n'));
    expect([await hasSettled(first), await hasSettled(second)]).toEqual([false, true]);
    tail.push(bytesOf('one\n'));
    expect(await hasSettled(first)).toBe(true);
  });
});
