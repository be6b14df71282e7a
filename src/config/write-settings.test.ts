import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { changeSettings } from './write-settings.ts';

const path = (service: string, value: string) => ({ keys: ['services', service, 'path'], value });

describe('changing settings', () => {
  it('keeps comments, order and all other settings', () => {
    const text = [
      '# My world.',
      'services:',
      '  # mine',
      '  spoke:',
      '    path: old # for now',
      '    needs: [ a, b ]',
      '',
      '# Last of all.',
      'host: world.test',
      '',
    ].join('\n');
    expect(changeSettings(text, [path('spoke', '/new'), path('hubs', '/hubs')])).toBe(
      text.replace('old', '/new').replace('[ a, b ]\n', '[ a, b ]\n  hubs:\n    path: /hubs\n'),
    );
  });

  it('keeps long lines as they are', () => {
    const text = `services:\n  spoke:\n    path: /${'long words '.repeat(20)}end\n`;
    expect(changeSettings(text, [{ keys: ['host'], value: 'world.test' }])).toBe(`${text}host: world.test\n`);
  });

  it.each([
    ['', 'services:\n  spoke:\n    path: /a\n'],
    ['# My world.\n', '# My world.\n\nservices:\n  spoke:\n    path: /a\n'],
  ])('makes what is not there yet in %j', (text, expected) => {
    expect(changeSettings(text, [path('spoke', '/a')])).toBe(expected);
  });

  it('changes nothing when there is nothing to change', () => {
    for (const text of ['', '# mine\n', 'host: world.test\n']) expect(changeSettings(text, [])).toBe(text);
  });

  it('writes any folder so that it is read as the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), (folder) => {
        const text = changeSettings('host: localhost # mine\n', [path('spoke', folder)]);
        expect(parse(text)).toEqual({ host: 'localhost', services: { spoke: { path: folder } } });
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['', 'certificates:\n  hosts:\n    - a\n    - b\n'],
    ['certificates:\n', 'certificates:\n  hosts:\n    - a\n    - b\n'],
    ['certificates:\n  hosts:\n', 'certificates:\n  hosts:\n    - a\n    - b\n'],
    [
      '# Mine.\ncertificates:\n  hosts:\n    # the tablet\n    - b # bee\nhost: x\n',
      '# Mine.\ncertificates:\n  hosts:\n    # the tablet\n    - b # bee\n    - a\nhost: x\n',
    ],
    ['certificates: { hosts: [b] } # short\n', 'certificates: { hosts: [ b, a ] } # short\n'],
    ['x: &list [b]\ncertificates:\n  hosts: *list\n', 'x: &list [ b ]\ncertificates:\n  hosts:\n    - b\n    - a\n'],
  ])('adds to a list, with its comments, in %j', (text, expected) => {
    const changed = changeSettings(text, [{ keys: ['certificates', 'hosts'], add: ['a', 'b'] }]);
    expect(changed).toBe(expected);
    expect(changeSettings(changed, [{ keys: ['certificates', 'hosts'], add: ['b', 'a'] }])).toBe(changed);
  });
});
