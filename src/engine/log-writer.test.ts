import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import type { Event } from '../model/event.ts';
import type { LogRecord } from '../model/log.ts';
import type { Files } from '../model/machine.ts';
import { LogReader } from './log-reader.ts';
import { LogWriter, type LogBounds } from './log-writer.ts';

const small: LogBounds = { file: 1_000, files: 5, waiting: 1_000_000, line: 1_000 };

const block = (service: string, text: string, at = 1, stream: 'stdout' | 'stderr' = 'stdout'): Event => ({
  kind: 'log-block',
  service,
  stream,
  bytes: new TextEncoder().encode(text),
  at,
});

/** A writer on files in memory, and what it complained of. */
function begin(given: Partial<Files> = {}, bounds: LogBounds = small) {
  const machine = fakeMachine();
  const files: Files = { ...machine.files, ...given };
  const complaints: Event[] = [];
  const ground = { folder: '/state/logs', bounds, onProblem: (event: Event) => complaints.push(event) };
  const writer = new LogWriter({ machine: { ...machine, files }, ...ground });
  return { files, writer, complaints };
}

async function recordsOf(reader: LogReader): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const record of reader.readNew()) records.push(record);
  return records;
}

const linesOf = async (reader: LogReader): Promise<readonly string[]> =>
  (await recordsOf(reader)).flatMap((record) => (record.kind === 'line' ? [record.line] : []));

/** A log from its oldest file to its newest. */
async function textOf(files: Files, name: string): Promise<string> {
  const parts = await Promise.all(
    [4, 3, 2, 1, 0].map((age) => files.read(`/state/logs/${name}${age === 0 ? '' : `.${age}`}`)),
  );
  return parts.map((part) => part ?? '').join('');
}

/** Any but halves of a pair; the library's own takes seconds to make its tables. */
const letter = fc
  .integer({ min: 0, max: 0x10_ff_ff - 0x8_00 })
  .map((code) => String.fromCodePoint(code < 0xd8_00 ? code : code + 0x8_00));

describe('the logs on disk', () => {
  it('have the lines of each service as they came, and all events in order', async () => {
    const { files, writer, complaints } = begin();
    writer.take({ kind: 'service-phase', service: 'web', phase: 'starting', at: 1 });
    writer.take(block('web', 'a\n\nb ✓\n', 2));
    writer.take(block('store', 'c\n', 3, 'stderr'));
    writer.take({ kind: 'step-started', step: 'x', at: 4 });
    writer.take({
      kind: 'service-exited',
      service: 'web',
      exit: { code: 3, signal: undefined },
      wasKilled: false,
      at: 5,
    });
    await writer.close();
    expect(await files.read('/state/logs/web.log')).toBe('a\n\nb ✓\n');
    expect(await files.read('/state/logs/store.log')).toBe('c\n');
    expect(await recordsOf(new LogReader(files, '/state/logs'))).toEqual([
      { at: 1, kind: 'service-phase', service: 'web', phase: 'starting' },
      { at: 2, kind: 'line', service: 'web', stream: 'stdout', line: 'a' },
      { at: 2, kind: 'line', service: 'web', stream: 'stdout', line: '' },
      { at: 2, kind: 'line', service: 'web', stream: 'stdout', line: 'b ✓' },
      { at: 3, kind: 'line', service: 'store', stream: 'stderr', line: 'c' },
      { at: 5, kind: 'service-exited', service: 'web', exit: { code: 3 }, wasKilled: false },
    ]);
    expect(await files.mode('/state/logs/web.log')).toBe(0o600);
    expect(await files.mode('/state/logs/events.ndjson')).toBe(0o600);
    expect(complaints).toEqual([]);
  });

  it('stay in their folder, whatever a service is called', async () => {
    const { files, writer } = begin();
    writer.take(block('../../evil', 'a\n'));
    await writer.close();
    expect(await files.list('/state/logs')).toEqual(['..%2F..%2Fevil.log', 'events.ndjson']);
  });

  it('have no secrets, not in the words of a problem either', async () => {
    const { files, writer } = begin();
    const url = 'postgres://me:hush@db/ret';
    writer.take(block('web', `at ${url}\n`));
    const problem = { code: 'no-luck', summary: `Lost ${url}`, evidence: `a\n${url}\nb`, fixes: ['Wait.'] } as const;
    writer.take({ kind: 'step-failed', step: 'x', problem: { ...problem, cause: new Error(url) }, at: 2 });
    await writer.close();
    expect((await textOf(files, 'web.log')) + (await textOf(files, 'events.ndjson'))).not.toContain('hush');
    expect((await recordsOf(new LogReader(files, '/state/logs')))[1]).toEqual({
      at: 2,
      kind: 'problem',
      problem: {
        ...problem,
        summary: 'Lost postgres://me:***@db/ret',
        evidence: 'a\npostgres://me:***@db/ret\nb',
      },
    });
  });

  it('have no key that comes in pieces, while another service prints between them', async () => {
    const { files, writer } = begin();
    const body = 'QUJD'.repeat(16);
    writer.take(block('web', '-----BEGIN PRIVATE KEY-----\n'));
    writer.take(block('store', 'word\n'));
    writer.take(block('web', `${body}\n`));
    writer.take(block('web', '-----END PRIVATE KEY-----\ndone\n'));
    await writer.close();
    expect(await textOf(files, 'web.log')).toBe('[private key]\ndone\n');
    expect(await textOf(files, 'store.log')).toBe('word\n');
  });

  it('never grow beyond their bounds, and lose no line to a rotation, for one who reads meanwhile either', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 7 }), async (lengths, pace) => {
        const { files, writer } = begin({}, { ...small, files: 5, file: 2_000 });
        const reader = new LogReader(files, '/state/logs');
        const lines = lengths.map((length, index) => `${index} ${'x'.repeat(length)}`);
        const seen: string[] = [];
        for (const [index, line] of lines.entries()) {
          writer.take(block('web', `${line}\n`));
          if (index % pace !== 0) continue;
          await writer.close();
          seen.push(...(await linesOf(reader)));
        }
        await writer.close();
        seen.push(...(await linesOf(reader)));
        expect(seen).toEqual(lines);
        expect(await textOf(files, 'web.log')).toBe(`${lines.join('\n')}\n`);
        for (const name of await files.list('/state/logs'))
          expect((await files.stat(`/state/logs/${name}`))?.size).toBeLessThanOrEqual(2_000);
      }),
      { numRuns: 30 },
    );
  });

  it('let the oldest go', async () => {
    const { files, writer } = begin();
    for (let line = 0; line < 500; line++) {
      writer.take(block('web', `line ${line}\n`));
      await writer.close();
    }
    const kept = (await files.list('/state/logs')).filter((name) => name.startsWith('events'));
    expect(kept).toEqual([0, 1, 2, 3, 4].map((age) => `events.ndjson${age === 0 ? '' : `.${age}`}`));
    expect((await linesOf(new LogReader(files, '/state/logs'))).at(-1)).toBe('line 499');
  });

  it('are gone on with by the next run', async () => {
    const { files, writer } = begin();
    writer.take(block('web', 'a\n'));
    await writer.close();
    const next = new LogWriter({
      machine: { ...fakeMachine(), files },
      folder: '/state/logs',
      onProblem: () => undefined,
    });
    next.take(block('web', 'b\n'));
    await next.close();
    expect(await files.read('/state/logs/web.log')).toBe('a\nb\n');
  });

  it('say once that the disk is full, and go on once it is not', async () => {
    let isFull = true;
    const { files } = fakeMachine();
    const append: Files['append'] = (path, bytes, mode) =>
      isFull
        ? files
            .append(path, [Buffer.concat(bytes).subarray(0, 3)], mode)
            .then(() => Promise.reject(new Error('ENOSPC: no space left')))
        : files.append(path, bytes, mode);
    const { writer, complaints } = begin({ ...files, append });
    writer.take(block('web', 'first\n'));
    await writer.close();
    writer.take(block('web', 'second\n'));
    await writer.close();
    isFull = false;
    writer.take(block('web', 'third\n'));
    await writer.close();
    expect(complaints).toMatchObject([{ kind: 'problem', problem: { code: 'log-write-failed' } }]);
    expect(await files.read('/state/logs/web.log')).toMatch(/\nthird\n$/);
    expect(await linesOf(new LogReader(files, '/state/logs'))).toEqual(['third']);
  });

  it('have no room while too much waits for the disk, and room again when it is written', async () => {
    let go: () => void = () => undefined;
    const isFree = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { files } = fakeMachine();
    const append: Files['append'] = (...words) => isFree.then(() => files.append(...words));
    const { writer } = begin({ ...files, append }, { ...small, waiting: 2_000, file: 1_000_000 });
    let taken = 0;
    while (!writer.room()) writer.take(block('web', `line ${taken++}\n`));
    expect(taken).toBeLessThan(20);
    go();
    await writer.room();
    expect(writer.room()).toBeUndefined();
    await writer.close();
    expect(await linesOf(new LogReader(files, '/state/logs'))).toHaveLength(taken);
  });

  it('have an entry in one record, to be found by any of its lines', async () => {
    const { files, writer } = begin();
    writer.take(block('web', '[error] GenServer terminating\n** (RuntimeError) boom\n    lib/a.ex:1\nplain\n'));
    await writer.close();
    expect(await linesOf(new LogReader(files, '/state/logs'))).toEqual([
      '[error] GenServer terminating\n** (RuntimeError) boom\n    lib/a.ex:1',
      'plain',
    ]);
  });

  it('have a line whole that came in parts, and no secret that was cut', async () => {
    const { files, writer } = begin();
    const part = (text: string): Event => ({ ...block('web', text), isPartial: true }) as Event;
    writer.take(part('see https://me:hu'));
    writer.take(block('store', 'between\n'));
    writer.take(part('sh@db'));
    writer.take(block('web', '/x\nnext\n'));
    await writer.close();
    expect(await textOf(files, 'web.log')).toBe('see https://me:***@db/x\nnext\n');
    expect(await linesOf(new LogReader(files, '/state/logs'))).toEqual(['between', 'see https://me:***@db/x', 'next']);
  });

  it('do not wait for the end of a line for ever', async () => {
    const { files, writer } = begin();
    for (let part = 0; part < 5; part++) writer.take({ ...block('web', 'x'.repeat(600)), isPartial: true } as Event);
    await writer.close();
    expect(await textOf(files, 'web.log')).toBe('x'.repeat(2_400));
    expect(await recordsOf(new LogReader(files, '/state/logs'))).toMatchObject([
      { isPartial: true },
      { isPartial: true },
    ]);
  });

  it('have any text that is UTF-8 as it came, in whatever it is put', async () => {
    const line = fc.string({ unit: letter }).map((text) => text.replaceAll(/\n/g, ''));
    await fc.assert(
      fc.asyncProperty(line, async (text) => {
        const { files, writer } = begin();
        writer.take(block('web', `head\n${text}\n`));
        await writer.close();
        const lines = await linesOf(new LogReader(files, '/state/logs'));
        expect(lines.join('\n')).toBe(`head\n${text}`);
      }),
    );
  });
});

describe('reading the logs', () => {
  it('finds nothing where there are none, and what comes later', async () => {
    const { files, writer } = begin();
    const reader = new LogReader(files, '/state/logs');
    expect(await linesOf(reader)).toEqual([]);
    writer.take(block('web', 'a\n'));
    await writer.close();
    expect(await linesOf(reader)).toEqual(['a']);
    expect(await linesOf(reader)).toEqual([]);
  });

  it('waits for the rest of a line, and passes over what a crash has cut off', async () => {
    const { files } = fakeMachine();
    const file = '/state/logs/events.ndjson';
    const write = (text: string): Promise<void> => files.append(file, [new TextEncoder().encode(text)], 0o600);
    const line = JSON.stringify({ at: 1, kind: 'line', service: 'web', stream: 'stdout', line: 'a' });
    const reader = new LogReader(files, '/state/logs');
    await write(line.slice(0, 20));
    expect(await linesOf(reader)).toEqual([]);
    await write(`${line.slice(20)}\n{"at":2,"ki`);
    expect(await linesOf(reader)).toEqual(['a']);
    await write(`\n${line}\n`);
    expect(await linesOf(reader)).toEqual(['a']);
  });
});
