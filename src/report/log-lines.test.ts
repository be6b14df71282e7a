import { describe, expect, it } from 'vitest';
import type { Event } from '../model/event.ts';
import { makeLogLines } from './log-lines.ts';

type Block = Extract<Event, { kind: 'log-block' }>;

const block = (text: string, given: Partial<Block> = {}): Block => ({
  kind: 'log-block',
  service: 'web',
  stream: 'stdout',
  bytes: Buffer.from(text),
  at: new Date(2027, 2, 1, 8, 3, 7, 42).getTime(),
  ...given,
});

const shown = (hasTime: boolean, ...blocks: readonly Block[]): string => {
  const lines = makeLogLines({ prefixOf: (service) => Buffer.from(`${service} | `), hasTime });
  return blocks.map((one) => Buffer.from(lines(one)).toString()).join('');
};

describe('lines on a screen that all services share', () => {
  it('begin with whose they are', () => {
    expect(shown(false, block('a\n\nb\n'), block('c\n', { service: 'store' }))).toBe(
      'web | a\nweb | \nweb | b\nstore | c\n',
    );
  });

  it('have the local time before that, where it is asked for', () => {
    expect(shown(true, block('a\nb\n'))).toBe('08:03:07.042 web | a\n08:03:07.042 web | b\n');
  });

  it('that have not ended are marked, and so is the rest of them', () => {
    const question = block('Name: ', { isPartial: true });
    expect(shown(false, question, block('x\n', { service: 'store' }), block('you\nnext\n'))).toBe(
      'web | Name: …\nstore | x\nweb | …you\nweb | next\n',
    );
  });

  it('that end with nothing more are not shown again, nor taken for those of the other stream', () => {
    const question = block('Name: ', { isPartial: true });
    expect(shown(false, question, block('x\n', { stream: 'stderr' }), block('\n'), block('y\n'))).toBe(
      'web | Name: …\nweb | x\nweb | y\n',
    );
  });
});
