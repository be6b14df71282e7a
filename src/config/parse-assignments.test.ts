import { describe, expect, it } from 'vitest';
import { madeUpService } from '../../test/helpers/made-up-stack.ts';
import { parseAssignments } from './parse-assignments.ts';

const install = { commands: [['npm', 'ci'] as const], produces: 'node_modules', lock: 'lock' };
const services = [
  madeUpService('web', {
    source: {
      kind: 'checkout',
      repositories: { 'ton-con': { url: 'a' }, 'hubs-foundation': { url: 'b' } },
      marks: [],
      install,
    },
  }),
  madeUpService('panel', { source: { kind: 'folder-of', service: 'web', folder: 'panel', marks: [], install } }),
  madeUpService('store'),
  madeUpService('talk', {
    source: {
      kind: 'checkout',
      repositories: { 'ton-con': { url: 'c' }, 'hubs-foundation': { url: 'd' } },
      marks: [],
      install,
      toolchains: [
        {
          matches: () => true,
          runtime: {
            kind: 'elixir',
            elixir: '1.8.2',
            erlang: '22.1',
            image: 'elixir:1.8.2-alpine',
            otp: [22],
            otpUntried: [],
            oldestElixir: '1.8',
            because: 'why',
          },
        },
      ],
    },
  }),
];

const parse = (flag: 'source' | 'runtime', ...words: readonly string[]) =>
  parseAssignments(words, services, '/here', flag);

describe('ID=DIR', () => {
  it.each([
    ['web=code', '/here/code'],
    ['web=../code', '/code'],
    ['web=/srv/code', '/srv/code'],
    ['web=a=b', '/here/a=b'],
  ])('%s names a folder, from where the user stands', (word, folder) => {
    expect(parse('source', word)).toEqual({ ok: true, value: [{ kind: 'folder', service: 'web', folder }] });
  });

  it.each(['https://x.test/a.git#main', 'file:///srv/a', 'ssh://git@x.test/a', 'git@x.test:me/a.git'])(
    '%s is an address, not a folder',
    (url) => {
      expect(parse('source', `web=${url}`)).toEqual({ ok: true, value: [{ kind: 'url', service: 'web', url }] });
    },
  );

  it.each(['web', 'web=', '=code', ''])('%j cannot be read', (word) => {
    expect(parse('source', word)).toMatchObject({ problems: [{ code: 'source-malformed' }] });
  });

  it('must name a service that is known', () => {
    expect(parse('runtime', 'wep=code')).toMatchObject({
      problems: [{ code: 'service-unknown', summary: 'There is no service wep.', evidence: '--runtime wep=code' }],
    });
  });

  it('must not give a source to what has none of its own', () => {
    expect(parse('source', 'panel=code')).toMatchObject({
      problems: [{ code: 'source-not-own', fixes: ['Use --source web=DIR.'] }],
    });
    expect(parse('source', 'store=code')).toMatchObject({ problems: [{ code: 'source-malformed' }] });
  });

  it('may give a runtime to any service', () => {
    expect(parse('runtime', 'panel=node', 'store=bin')).toMatchObject({
      value: [{ service: 'panel' }, { service: 'store' }],
    });
  });

  it('may be docker for a service of which there is an image, and for no other', () => {
    expect(parse('runtime', 'web=docker')).toMatchObject({
      problems: [
        { code: 'setting-invalid', evidence: '--runtime web=docker: expected a folder: docker is for talk alone' },
      ],
    });
    expect(parse('runtime', 'talk=docker')).toEqual({ ok: true, value: [{ kind: 'docker', service: 'talk' }] });
    expect(parse('runtime', 'web=./docker')).toMatchObject({ value: [{ folder: '/here/docker' }] });
  });

  it('tells all mistakes at once', () => {
    const result = parse('source', 'x', 'y=z', 'web=code');
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual(['source-malformed', 'service-unknown']);
  });
});
