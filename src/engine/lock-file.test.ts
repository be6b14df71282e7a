import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { ProblemError } from '../model/problem.ts';
import { changeLock, entryOf, readLock, withEntry } from './lock-file.ts';

describe('metaton.lock', () => {
  it('keeps what others wrote, and is written only where it changes', async () => {
    const { files } = fakeMachine({ files: { '/world/metaton.lock': '{"services":{"hubs":{"commit":"abc"}},"x":1}' } });
    const pin = { version: '16.2' };
    const change = (lock: Parameters<typeof withEntry>[0]) => withEntry(lock, ['tools', 'postgrest'], pin);
    expect(await changeLock(files, '/world', change)).toBe(true);
    expect(await changeLock(files, '/world', change)).toBe(false);
    const lock = await readLock(files, '/world');
    expect(lock).toEqual({ services: { hubs: { commit: 'abc' } }, x: 1, tools: { postgrest: pin } });
    expect(entryOf(lock, ['services', 'hubs', 'commit'])).toBe('abc');
    expect(entryOf(lock, ['services', 'spoke', 'commit'])).toBeUndefined();
  });

  it('loses nothing of changes that are made at once', async () => {
    const { files } = fakeMachine();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map((name) => changeLock(files, '/world', (lock) => withEntry(lock, ['services', name], 1))),
    );
    expect(await readLock(files, '/world')).toEqual({ services: { a: 1, b: 1, c: 1, d: 1 } });
  });

  it('is refused whole where it is not what was written, and others can go on', async () => {
    const text = '<<<<<<< HEAD\n{}';
    const { files } = fakeMachine({ files: { '/world/metaton.lock': text } });
    await expect(changeLock(files, '/world', (lock) => lock)).rejects.toThrow(ProblemError);
    expect(await files.read('/world/metaton.lock')).toBe(text);
    await files.write('/world/metaton.lock', '[]');
    await expect(readLock(files, '/world')).rejects.toThrow(ProblemError);
    await files.remove('/world/metaton.lock');
    expect(await changeLock(files, '/world', (lock) => withEntry(lock, ['x'], 1))).toBe(true);
  });
});
