import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import type { Event, Room } from '../model/event.ts';
import { pumpOutput } from './pump-output.ts';
import { Tail } from './tail.ts';

type Block = Extract<Event, { kind: 'log-block' }>;
interface Chunk {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

/** What a program does: prints, or waits so many ms. */
type Act = string | Uint8Array | number | readonly ['stderr', string];

const clock = (): ReturnType<typeof fakeMachine>['clock'] => fakeMachine().clock;

/** All blocks that are passed on of what a program does. */
async function pump(acts: readonly Act[], room?: Room): Promise<{ blocks: readonly Block[]; tail: Tail }> {
  const machine = { clock: clock() };
  const blocks: Block[] = [];
  const tail = new Tail();
  async function* output(): AsyncGenerator<Chunk> {
    for (const act of acts) {
      if (typeof act === 'number') await machine.clock.sleep(act);
      else if (act instanceof Uint8Array) yield { stream: 'stdout', bytes: act };
      else if (typeof act === 'string') yield { stream: 'stdout', bytes: Buffer.from(act) };
      else yield { stream: act[0], bytes: Buffer.from(act[1]) };
    }
  }
  const emit = (event: Event): void => {
    if (event.kind === 'log-block') blocks.push(event);
  };
  const onLines = (bytes: Uint8Array): void => {
    tail.push(bytes);
  };
  await pumpOutput('web', output(), onLines, { machine, emit, room });
  return { blocks, tail };
}

const textsOf = (blocks: readonly Block[]): readonly string[] =>
  blocks.map(({ bytes, isPartial }) => `${Buffer.from(bytes).toString()}${isPartial ? '<part>' : ''}`);

const texts = async (...acts: readonly Act[]): Promise<readonly string[]> => textsOf((await pump(acts)).blocks);

describe('what a service prints', () => {
  it('is passed on byte for byte, in blocks that end with their lines, however it comes', async () => {
    const byte = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...Buffer.from('\n\n  a}é')) },
      fc.integer({ min: 0, max: 255 }),
    );
    const piece = fc.array(byte, { maxLength: 12 }).map((bytes) => Uint8Array.from(bytes));
    const act = fc.oneof({ weight: 4, arbitrary: piece }, fc.constantFrom(10, 40, 300));
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const { blocks } = await pump(acts);
        const printed = Buffer.concat(acts.filter((one) => one instanceof Uint8Array));
        const isHalf = printed.length > 0 && printed.at(-1) !== 0x0a;
        const passed = Buffer.concat(blocks.map(({ bytes }) => bytes));
        expect(passed).toEqual(isHalf ? Buffer.concat([printed, Buffer.from('\n')]) : printed);
        for (const { bytes, isPartial } of blocks) expect(bytes.at(-1) === 0x0a).toBe(isPartial !== true);
      }),
    );
  });

  it('stays in order between its two streams', async () => {
    expect(await texts('a\n', ['stderr', 'b\n'], 'c\n')).toEqual(['a\n', 'b\n', 'c\n']);
  });

  it('is seen by the tail at once, line by line', async () => {
    const { tail } = await pump(['a\nb', 'c\n  d\n', 'e']);
    expect(tail.text()).toBe('a\nbc\n  d\ne\n');
  });
});

describe('an entry', () => {
  it('stays together when the rest of it comes at once', async () => {
    expect(await texts('before\nTypeError: x\n', '    at f\n', '    at g\nafter\n')).toEqual([
      'before\n',
      'TypeError: x\n    at f\n    at g\n',
      'after\n',
    ]);
  });

  it('stays together when it is a report of which each line could be an entry', async () => {
    expect(await texts('[error] GenServer terminating\n** (E) boom\n', 'State: 1\n', '[info] go\n')).toEqual([
      '[error] GenServer terminating\n** (E) boom\nState: 1\n',
      '[info] go\n',
    ]);
  });

  it('is not waited for any longer than a moment', async () => {
    const { blocks } = await pump(['a\n', 29, '  b\n', 31, '  c\n']);
    expect(textsOf(blocks)).toEqual(['a\n  b\n', '  c\n']);
  });

  it('is not waited for when it is as long as a chunk', async () => {
    const line = `  ${'x'.repeat(98)}\n`;
    const { blocks } = await pump([...Array.from({ length: 3 }, () => line.repeat(1_000)), 'end\n']);
    expect(blocks.length).toBeGreaterThan(2);
  });
});

describe('a line without end', () => {
  it('is shown after a pause, and the rest of it when that comes', async () => {
    expect(await texts('Password: ', 249, '', 1_000, 'thanks\nnext\n')).toEqual([
      'Password: <part>',
      'thanks\n',
      'next\n',
    ]);
  });

  it('is not shown before, nor twice', async () => {
    expect(await texts('a', 200, 'b', 200, 'c\n')).toEqual(['abc\n']);
    expect(await texts('a', 2_000, '\n')).toEqual(['a<part>', '\n']);
  });

  it('is shown now and then when it never pauses', async () => {
    const bar = Array.from({ length: 30 }, (_, step): readonly Act[] => [`\r${step}%`, 100]).flat();
    const parts = (await texts(...bar, '\n')).filter((text) => text.endsWith('<part>'));
    expect(parts).toHaveLength(3);
  });

  it('is not shown with half a letter', async () => {
    const [first = 0, second = 0] = Buffer.from('é');
    const acts = [Uint8Array.of(0x61, first), 1_000, Uint8Array.of(second), 1_000, '\n'];
    expect(await texts(...acts)).toEqual(['a<part>', 'é<part>', '\n']);
  });

  it('is cut where memory ends, at a space where there is one', async () => {
    const word = 'x'.repeat(1_048_575);
    const { blocks } = await pump([...Array.from({ length: 40 }, () => `${word} `), '\n']);
    expect(blocks.length).toBeGreaterThan(2);
    for (const { bytes } of blocks) expect(bytes.length).toBeLessThanOrEqual(17 * 1_048_576);
    for (const { bytes } of blocks.slice(0, -1)) expect(bytes.at(-1)).toBe(0x20);
    expect(blocks.reduce((size, { bytes }) => size + bytes.length, 0)).toBe(40 * 1_048_576 + 1);
  });
});

describe('without room', () => {
  it('nothing more is taken of what a service prints', async () => {
    let go: () => void = () => undefined;
    const isFree = new Promise<void>((resolve) => {
      go = resolve;
    });
    let taken = 0;
    function* lines(): Generator<Chunk> {
      for (; taken < 10; taken++) yield { stream: 'stdout', bytes: Buffer.from('a\n') };
    }
    const emitted: Event[] = [];
    const done = pumpOutput('web', toAsync(lines()), () => undefined, {
      machine: { clock: clock() },
      emit: (event) => emitted.push(event),
      room: () => isFree,
    });
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    expect(taken).toBe(0);
    go();
    await done;
    expect(emitted).toHaveLength(10);
  });

  it('a line whose end is not taken yet is not shown in parts', async () => {
    let asked = 0;
    const time = clock();
    const emitted: Event[] = [];
    const chunks = ['a\nhalf', ' and half\n'].map((text): Chunk => ({ stream: 'stdout', bytes: Buffer.from(text) }));
    await pumpOutput('web', toAsync(chunks), () => undefined, {
      machine: { clock: time },
      emit: (event) => emitted.push(event),
      room: () => (asked++ === 0 ? time.sleep(5_000) : undefined),
    });
    expect(textsOf(emitted.filter((event) => event.kind === 'log-block'))).toEqual(['a\n', 'half and half\n']);
  });
});

async function* toAsync<T>(values: Iterable<T>): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}
