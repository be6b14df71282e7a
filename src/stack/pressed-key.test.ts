import { describe, expect, it } from 'vitest';
import { type KeyMode, pressedKey } from './pressed-key.ts';

const choice = { running: ['store', 'web'], withAddress: ['web'] };
const press = (mode: KeyMode, key: string) => pressedKey(mode, key, choice);

describe('a key', () => {
  it.each([
    ['r', 'restart', 'Restart which?  1 store  2 web  a all  Esc none'],
    ['f', 'filter', 'Show the lines of which?  1 store  2 web  a all  Esc none'],
    ['o', 'open', 'Open which?  1 web  Esc none'],
  ] as const)('%s asks which service', (key, mode, text) => {
    expect(press('any', key)).toEqual({ mode, wish: { kind: 'say', text } });
  });

  it.each([
    ['restart', '2', { kind: 'restart', services: ['web'] }],
    ['restart', 'a', { kind: 'restart', services: [] }],
    ['filter', '1', { kind: 'filter', services: ['store'] }],
    ['open', '1', { kind: 'open', services: ['web'] }],
    ['open', 'a', { kind: 'say', text: 'Nothing done.' }],
    ['open', '2', { kind: 'say', text: 'Nothing done.' }],
    ['restart', '\u001b', { kind: 'say', text: 'Nothing done.' }],
    ['restart', '', { kind: 'say', text: 'Nothing done.' }],
  ] as const)('after the question to %s, %j chooses or leaves it', (mode, key, wish) => {
    expect(press(mode, key)).toEqual({ mode: 'any', wish });
  });

  it('asks nothing where there is nothing to choose from', () => {
    expect(pressedKey('any', 'o', { running: ['store'], withAddress: [] })).toEqual({
      mode: 'any',
      wish: { kind: 'say', text: 'There is none.' },
    });
  });

  it('q quits, h helps, Enter makes room, and any other does nothing', () => {
    expect(press('any', 'q').wish).toEqual({ kind: 'quit' });
    expect(press('any', 'h').wish).toMatchObject({ kind: 'say', text: expect.stringContaining('restart') as string });
    expect(press('any', '\r').wish).toEqual({ kind: 'say', text: '' });
    expect(press('any', 'x').wish).toEqual({ kind: 'none' });
  });
});
