import { describe, expect, it } from 'vitest';
import { madeUpService, madeUpWorkspace } from '../../test/helpers/made-up-stack.ts';
import type { Result } from '../model/problem.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { selectServices } from './select-services.ts';

const install = { commands: [['npm', 'ci'] as const], produces: 'node_modules', lock: 'lock' };
const known = [
  madeUpService('web', {
    source: {
      kind: 'checkout',
      repositories: { 'ton-con': { url: 'a' }, 'hubs-foundation': { url: 'b' } },
      marks: [],
      install,
    },
    needs: [{ service: 'store', until: 'ready' }],
    ports: {
      https: { number: 1000, protocol: 'https' },
      admin: { number: 2000, protocol: 'http', fixedBecause: 'it is written into its code' },
    },
  }),
  madeUpService('store'),
  madeUpService('mail'),
];
const everything = { only: [], except: [] };

const namesOf = (result: Result<readonly ServiceDefinition[]>): readonly string[] =>
  result.ok ? result.value.map(({ name }) => name) : [];

const select = (
  settings: Parameters<typeof madeUpWorkspace>[0],
  selection = {},
): Result<readonly ServiceDefinition[]> =>
  selectServices(known, madeUpWorkspace(settings), { ...everything, ...selection });

describe('what is selected', () => {
  it('is everything, in start order, when nothing is asked for', () => {
    expect(namesOf(select({}))).toEqual(['store', 'web', 'mail']);
  });

  it('is what is asked for and all that it needs', () => {
    expect(namesOf(select({}, { only: ['web'] }))).toEqual(['store', 'web']);
  });

  it('is never what is refused, even where it is needed', () => {
    expect(namesOf(select({}, { only: ['web'], except: ['store'] }))).toEqual(['web']);
  });

  it("includes the user's own services after what they need", () => {
    expect(
      namesOf(select({ services: { bot: { command: 'node bot.js', needs: ['web'] } } }, { only: ['bot'] })),
    ).toEqual(['store', 'web', 'bot']);
  });
});

describe('mistakes in the settings and words', () => {
  it('are a service that is not known, with its place and the known ones', () => {
    expect(select({ services: { wep: {} } })).toMatchObject({
      problems: [
        {
          code: 'service-unknown',
          evidence: '/world/metaton.yaml',
          fixes: ['Use one of: web, store, mail.', expect.stringContaining('services.wep.command')],
        },
      ],
    });
  });

  it('are a name on the command line that is not known', () => {
    expect(select({}, { except: ['spider'] })).toMatchObject({
      problems: [{ code: 'service-unknown', summary: 'There is no service spider.', evidence: 'command line' }],
    });
  });

  it('are a need of an own service that is not known', () => {
    expect(select({ services: { bot: { command: 'node', needs: ['wep'] } } })).toMatchObject({
      problems: [{ code: 'service-unknown', summary: 'There is no service wep.' }],
    });
  });

  it('are services that wait for each other', () => {
    const services = { a: { command: 'a', needs: ['b'] }, b: { command: 'b', needs: ['a'] } };
    expect(select({ services })).toMatchObject({ problems: [{ code: 'needs-cycle', evidence: 'a → b → a' }] });
  });

  it.each([
    [{ command: 'node' }, 'services.web.command'],
    [{ needs: ['mail'] }, 'services.web.needs'],
    [{ cwd: 'x' }, 'services.web.cwd'],
    [{ ready: { tcp: 1 } }, 'services.web.ready'],
    [{ ports: { http: 1 } }, 'services.web.ports.http'],
  ])('are %j, which a known service does not take', (web, key) => {
    expect(select({ services: { web } })).toMatchObject({
      problems: [{ code: 'setting-not-for-service', summary: `The setting ${key} does not apply.` }],
    });
  });

  it.each([{ path: 'x' }, { source: 'x' }])('are %j for a service without a checkout', (store) => {
    expect(select({ services: { store } })).toMatchObject({ problems: [{ code: 'setting-not-for-service' }] });
    expect(select({ services: { web: store } })).toMatchObject({ ok: true });
  });

  it('are a port that cannot move, but not the port where it is anyway', () => {
    expect(select({ services: { web: { ports: { admin: 2001 } } } })).toMatchObject({
      problems: [{ code: 'port-fixed', evidence: '/world/metaton.yaml: it is written into its code' }],
    });
    expect(select({ services: { web: { ports: { admin: 2000, https: 1001 } } } })).toMatchObject({ ok: true });
  });

  it('are told all at once', () => {
    const result = select({ services: { wep: {}, web: { cwd: 'x', ports: { admin: 1 } } } }, { only: ['spider'] });
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual([
      'service-unknown',
      'service-unknown',
      'setting-not-for-service',
      'port-fixed',
    ]);
  });
});
