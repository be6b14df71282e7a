import { describe, expect, it } from 'vitest';
import { parseHosts } from './parse-hosts.ts';

describe('names for the certificate', () => {
  it.each([
    ['world.local', 'world.local'],
    ['World.LOCAL', 'world.local'],
    [' world.local ', 'world.local'],
    ['bücher.local', 'xn--bcher-kva.local'],
    ['東京.test', 'xn--1lqs71d.test'],
    ['192.168.7.9', '192.168.7.9'],
    ['FD00:0::7', 'fd00::7'],
    ['[fd00::7]', 'fd00::7'],
  ])('%s is taken as %s', (word, host) => {
    expect(parseHosts([word])).toEqual({ ok: true, value: [host] });
  });

  it('takes each once', () => {
    expect(parseHosts(['a.local', 'A.local', 'b.local'])).toEqual({ ok: true, value: ['a.local', 'b.local'] });
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['*.local', 'wildcard'],
    ['*', 'wildcard'],
    ['https://world.local', 'page'],
    ['world.local/path', 'page'],
    ['me@world.local', 'page'],
    ['world.local:4000', 'port'],
    ['192.168.7.9:443', 'port'],
    ['[::1]:443', 'port'],
    ['world.local:', 'port'],
    [':::', 'no IP address'],
    ['fe80::1%eth0', 'no IP address'],
    ['999.1.1.1', 'neither'],
    ['a b', 'neither'],
    ['-a.local', 'neither'],
    ['a-.local', 'neither'],
    ['a..b', 'neither'],
    ['a_b', 'neither'],
    [`${'a'.repeat(64)}.local`, 'neither'],
    [`${'a.'.repeat(130)}local`, 'neither'],
  ])('"%s" is refused', (word, reason) => {
    const result = parseHosts(['good.local', word]);
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'host-invalid', isUsage: true }] });
    expect(result.ok ? '' : result.problems[0].summary).toContain(`"${word}"`);
    expect(result.ok ? '' : result.problems[0].summary).toContain(reason);
  });
});
