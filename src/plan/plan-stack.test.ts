import { describe, expect, it } from 'vitest';
import { madeUpInstallation, madeUpService, madeUpWorkspace, noPostgrest } from '../../test/helpers/made-up-stack.ts';
import type { Facts } from '../model/facts.ts';
import type { Result } from '../model/problem.ts';
import type { ServiceDefinition, Source } from '../model/service-definition.ts';
import type { Action, Plan, Step } from '../model/step.ts';
import type { PlanGround } from './plan-ground.ts';
import { planStack } from './plan-stack.ts';
import { stackValues } from './stack-values.ts';

const checkout: Source = {
  kind: 'checkout',
  repositories: {
    'ton-con': { url: 'https://example.test/fork' },
    'hubs-foundation': { url: 'https://example.test/today' },
  },
  marks: ['mark'],
  install: { commands: [['npm', 'ci']], produces: 'node_modules', lock: 'lock', environment: { CI: '1' } },
};
const launch = () => ({ kind: 'command', command: { program: 'node', args: ['main.js'] } }) as const;
const readiness = () => ({ probes: [{ kind: 'tcp', port: 1 } as const], withinMs: 5_000 });
const task = (title: string, isIndependent = false) =>
  ({ title, isIndependent, action: { kind: 'make-folder', path: `/${title}`, mode: 0o700 } }) as const;

const keys = madeUpService('keys', { prepare: () => [task('first'), task('second'), task('alone', true)] });
const store = madeUpService('store', {
  ports: { sql: { number: 1000, protocol: 'postgres', fixedBecause: 'everyone knows it' } },
  launch: () => ({ kind: 'postgres', cluster: '/world/.metaton/store' }),
  readiness,
  finish: () => [task('role'), task('database')],
  stopsBefore: ['keys'],
});
const web = madeUpService('web', {
  source: checkout,
  ports: { https: { number: 2000, protocol: 'https' } },
  needs: [
    { service: 'keys', until: 'completed' },
    { service: 'store', until: 'ready' },
  ],
  launch,
  readiness,
  environment: () => ({ HOST: 'localhost', MODE: 'dev' }),
  copies: () => [{ from: '/world/certs/key.pem', to: '/world/services/web/key.pem', mode: 0o600 }],
});
const media = madeUpService('media', { needs: [{ service: 'store', until: 'started' }], launch });
const services = [keys, store, web, media];

const snapshot = { root: '/world/services/web', text: () => '' };
const facts: Facts = {
  portHolders: new Map(),
  stacksAt: new Map(),
  checkouts: new Map([['web', snapshot]]),
  recorded: new Map(),
  journalProblems: [],
  missingMarks: new Map(),
  openssl: new Map(),
  installed: new Set(['web']),
  lockPrints: new Map([['web', 'monday']]),
  installs: new Map(),
  runtimes: new Map(),
  locked: new Map(),
  leftovers: [],
  leftoverPostgres: undefined,
  lastMigration: undefined,
  runner: undefined,
};

interface Given extends Partial<Omit<PlanGround, 'facts' | 'values'>> {
  readonly facts?: Partial<Facts>;
}

function plan(given: Given = {}): Result<Plan> {
  const workspace = given.workspace ?? madeUpWorkspace();
  const chosen = given.services ?? services;
  const seen = { ...facts, ...given.facts };
  return planStack({
    launches: () => true,
    running: [],
    installation: madeUpInstallation,
    ...given,
    workspace,
    services: chosen,
    facts: seen,
    values: stackValues({
      workspace,
      known: [...services, ...chosen],
      chosen,
      installation: madeUpInstallation,
      templates: new Map(),
      facts: seen,
      postgrest: noPostgrest,
      isOffline: false,
    }),
  });
}

const stepsOf = (given: Given = {}): readonly Step[] => {
  const result = plan(given);
  if (!result.ok) throw new Error(result.problems.map(({ summary }) => summary).join('\n'));
  return result.value.steps;
};

const stepOf = (id: string, given: Given = {}): Step => {
  const found = stepsOf(given).find((step) => step.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};

const codesOf = (given: Given): readonly string[] => {
  const result = plan(given);
  return result.ok ? [] : result.problems.map(({ code }) => code);
};

const holder = { pid: 812, description: 'pid 812 (thing)', folder: undefined };

const leftover = (service: string | undefined, pid: number): Facts['leftovers'][number] => ({
  service,
  pid,
  group: pid,
  identity: 'monday',
  command: 'node bot.mjs',
});

describe('the certificate of a run', () => {
  const authority = { authorityFolder: '/authority', authorityMaker: 'metaton' } as const;
  const issue: Action = { kind: 'issue-certificate', authority, hosts: [], into: '/world/certs' };
  const certificate = madeUpService('certificate', {
    prepare: () => [task('first'), { title: 'issue', action: issue }],
  });

  it('is believed by every program, which waits for it', () => {
    const step = stepOf('media:start', { services: [certificate, store, media] });
    expect(step.action).toMatchObject({
      launch: { run: { command: { env: { NODE_EXTRA_CA_CERTS: '/world/certs/ca.pem' } } } },
    });
    expect(step.after).toContain('certificate:prepare:2');
  });

  it('is not spoken of where there is none', () => {
    expect(JSON.stringify(stepsOf())).not.toContain('NODE_EXTRA_CA_CERTS');
  });
});

describe('what an earlier run has left', () => {
  const leftovers = [leftover('web', 812), leftover('web', 813), leftover(undefined, 900)];

  it('is ended before anything else is done', () => {
    const [first, ...others] = stepsOf({ facts: { leftovers } });
    expect(first).toMatchObject({
      title: 'End what an earlier run left: web (pid 812), node bot.mjs (pid 900)',
      after: [],
      action: { kind: 'end-leftovers', state: '/world/.metaton' },
    });
    expect(others.map(({ id }) => id)).toEqual(stepsOf().map(({ id }) => id));
    expect(others.filter(({ after }) => !after.includes('leftovers'))).toEqual([]);
  });

  it('is left alone where nothing is launched', () => {
    const given = { launches: () => false };
    expect(stepsOf({ ...given, facts: { leftovers } })).toEqual(stepsOf(given));
  });
});

describe('the order of a plan', () => {
  it('prepares one after the other, but for what stands alone', () => {
    const steps = stepsOf().filter(({ service }) => service === 'keys');
    expect(steps.map(({ id, after }) => [id, after])).toEqual([
      ['keys:prepare:1', []],
      ['keys:prepare:2', ['keys:prepare:1']],
      ['keys:prepare:3', []],
    ]);
  });

  it('starts a service when what it needs completed is prepared and what it needs ready is finished', () => {
    expect(stepOf('web:start').after).toEqual([
      'web:patch',
      'keys:prepare:1',
      'keys:prepare:2',
      'keys:prepare:3',
      'store:start',
      'store:ready',
      'store:finish:1',
      'store:finish:2',
    ]);
  });

  it('starts a service that needs another started as soon as that is', () => {
    expect(stepOf('media:start').after).toEqual(['store:start']);
  });

  it('finishes a service once it answers', () => {
    expect(stepOf('store:ready').after).toEqual(['store:start']);
    expect(stepOf('store:finish:1').after).toEqual(['store:ready']);
    expect(stepOf('store:finish:2').after).toEqual(['store:finish:1']);
  });

  it('patches when all that is copied into the checkout was made', () => {
    expect(stepOf('web:patch').after).toEqual(['patches:check', 'keys:prepare:1', 'keys:prepare:2', 'keys:prepare:3']);
  });

  it('starts a service with a gate when that is open', () => {
    const gated = madeUpService('gated', { ...media, name: 'gated', gate: readiness });
    const given = { services: [store, gated] };
    expect(stepOf('gated:gate', given).after).toEqual(['store:start']);
    expect(stepOf('gated:start', given).after).toEqual(['gated:gate']);
  });

  it("waits for another's server where there is nothing of ours to launch", () => {
    const foreign: ServiceDefinition = { ...store, launch: () => undefined };
    const steps = stepsOf({ services: [foreign] });
    expect(steps.map(({ id, action: { kind } }) => [id, kind]).slice(0, 2)).toEqual([
      ['store:ready', 'wait-for'],
      ['store:finish:1', 'make-folder'],
    ]);
  });

  it('never waits for a step that is not in the plan, nor for one that comes later', () => {
    for (const given of [
      {},
      { services: [web, media] },
      { launches: ({ name }: ServiceDefinition) => name === 'web' },
    ]) {
      const steps = stepsOf(given);
      steps.forEach(({ after }, index) => {
        const before = steps.slice(0, index).map(({ id }) => id);
        expect(before).toEqual(expect.arrayContaining([...after]));
      });
    }
  });
});

describe('what is left out', () => {
  it('makes nobody wait', () => {
    expect(stepOf('web:start', { services: [keys, web] }).after).toEqual([
      'web:patch',
      'keys:prepare:1',
      'keys:prepare:2',
      'keys:prepare:3',
    ]);
  });

  it('is only prepared when it is not to run', () => {
    const ids = stepsOf({ launches: () => false }).map(({ id }) => id);
    expect(ids).toEqual(['patches:check', 'keys:prepare:1', 'keys:prepare:2', 'keys:prepare:3', 'web:patch']);
  });

  it('is the installing of what is installed', () => {
    expect(stepsOf().map(({ id }) => id)).not.toContain('web:install');
    expect(stepOf('web:install', { facts: { installed: new Set() } }).action).toMatchObject({
      kind: 'install',
      install: { commands: [{ program: 'npm', args: ['ci'], cwd: '/world/services/web', env: { CI: '1' } }] },
    });
  });
});

describe('what is launched', () => {
  const withSettings = (settings: object): Given => ({ workspace: madeUpWorkspace({ services: { web: settings } }) });

  it('runs in its checkout', () => {
    expect(stepOf('web:start').action).toMatchObject({
      launch: { run: { kind: 'command', command: { program: 'node', cwd: '/world/services/web' } } },
    });
  });

  it("sees the user's variables rather than ours, and the user's runtime before our Node", () => {
    expect(
      stepOf('web:start', withSettings({ env: { MODE: 'mine', MORE: 1 }, runtime: 'node16' })).action,
    ).toMatchObject({
      launch: {
        run: {
          command: { env: { HOST: 'localhost', MODE: 'mine', MORE: '1' }, path: ['/world/node16', '/opt/node/bin'] },
        },
      },
    });
  });

  it('may take as long as the user says', () => {
    expect(stepOf('web:start').action).toMatchObject({ launch: { readiness: { withinMs: 5_000 } } });
    expect(stepOf('web:start', withSettings({ readyWithin: 0.5 })).action).toMatchObject({
      launch: { readiness: { withinMs: 500 } },
    });
  });

  it('stops when all that use it are gone', () => {
    expect(stepOf('store:start').action).toMatchObject({ launch: { stopAfter: ['web', 'media'] } });
    const served: ServiceDefinition = { ...keys, launch };
    expect(stepOf('keys:start', { services: [served, store, web] }).action).toMatchObject({
      launch: { stopAfter: ['store', 'web'] },
    });
  });
});

describe('problems', () => {
  it('are a checkout that is not there, with where the code is to be had', () => {
    expect(plan({ facts: { checkouts: new Map() } })).toMatchObject({
      problems: [{ code: 'checkout-missing', evidence: '/world/services/web', service: 'web' }],
    });
    const clone = (settings: Parameters<typeof madeUpWorkspace>[0]): string => {
      const result = plan({ facts: { checkouts: new Map() }, workspace: madeUpWorkspace(settings) });
      return result.ok ? '' : result.problems[0].fixes[0];
    };
    expect(clone({})).toContain('https://example.test/fork ');
    expect(clone({ preset: 'hubs-foundation' })).toContain('https://example.test/today ');
    expect(clone({ services: { web: { source: 'https://example.test/mine' } } })).toContain(
      'https://example.test/mine ',
    );
  });

  it('tell of a missing checkout once, not for each folder in it', () => {
    const panel = madeUpService('panel', {
      source: { ...checkout, kind: 'folder-of', service: 'web', folder: 'panel' },
    });
    expect(codesOf({ services: [web, panel], facts: { checkouts: new Map() } })).toEqual(['checkout-missing']);
  });

  it('are a folder that holds something else', () => {
    expect(plan({ facts: { missingMarks: new Map([['web', ['mark']]]) } })).toMatchObject({
      problems: [{ code: 'checkout-foreign', evidence: '/world/services/web has no mark' }],
    });
  });

  it('are a port that somebody else holds, with a way out where it may move', () => {
    const result = plan({ facts: { portHolders: new Map([1000, 2000].map((port) => [port, holder])) } });
    expect(result).toMatchObject({
      problems: [
        { code: 'port-taken', service: 'store', summary: 'Port 1000 is already in use.', evidence: 'pid 812 (thing)' },
        { code: 'port-taken', service: 'web', summary: 'Port 2000 is already in use.' },
      ],
    });
    expect(result.ok ? [] : result.problems.map(({ fixes }) => fixes.length)).toEqual([1, 2]);
  });

  it('are judged by the port that the settings name', () => {
    const workspace = madeUpWorkspace({ services: { web: { ports: { https: 2001 } } } });
    expect(codesOf({ workspace, facts: { portHolders: new Map([[2000, holder]]) } })).toEqual([]);
    expect(codesOf({ workspace, facts: { portHolders: new Map([[2001, holder]]) } })).toEqual(['port-taken']);
  });

  it('are no port that our own left-over database holds', () => {
    const portHolders = new Map([[1000, holder]]);
    expect(codesOf({ facts: { portHolders, leftoverPostgres: 812 } })).toEqual([]);
    expect(codesOf({ facts: { portHolders, leftoverPostgres: 813 } })).toEqual(['port-taken']);
  });

  it('are no port that something left over holds', () => {
    const portHolders = new Map([[1000, holder]]);
    expect(codesOf({ facts: { portHolders, leftovers: [leftover('web', 812)] } })).toEqual([]);
    expect(codesOf({ facts: { portHolders, leftovers: [leftover('web', 813)] } })).toEqual(['port-taken']);
  });

  it('are a port whose holder cannot be seen, when nothing is left over', () => {
    const portHolders = new Map([[1000, { ...holder, pid: undefined }]]);
    expect(codesOf({ facts: { portHolders } })).toEqual(['port-taken']);
  });

  it('are no port of what is not to run, or is not ours to launch', () => {
    const taken = { portHolders: new Map([[1000, holder]]) };
    expect(codesOf({ facts: taken, launches: ({ name }) => name !== 'store' })).toEqual([]);
    expect(codesOf({ facts: taken, services: [{ ...store, launch: () => undefined }] })).toEqual([]);
  });

  it('are what a service says stands in its way, if it is to run', () => {
    const obstacle = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] as const };
    const unlucky: ServiceDefinition = { ...media, obstacles: () => [obstacle] };
    expect(codesOf({ services: [unlucky] })).toEqual(['no-luck']);
    expect(codesOf({ services: [unlucky], launches: () => false })).toEqual([]);
  });

  it('are only that the workspace runs already, when it does and something is to run', () => {
    const portHolders = new Map([[1000, holder]]);
    const runner = { pid: 812, since: 0 };
    expect(plan({ facts: { runner, portHolders } })).toEqual({
      ok: false,
      problems: [
        expect.objectContaining({
          code: 'workspace-busy',
          evidence: expect.stringMatching(/^pid 812 runs those of \/world since /) as string,
        }),
      ],
    });
    expect(codesOf({ facts: { runner }, launches: () => false })).toEqual([]);
  });

  it('are told all at once', () => {
    const given: Given = {
      workspace: madeUpWorkspace({ database: { url: 'nonsense' } }),
      facts: { checkouts: new Map(), portHolders: new Map([1000, 2000].map((port) => [port, holder])) },
    };
    expect(codesOf(given)).toEqual(['database-url-invalid', 'port-taken', 'checkout-missing', 'port-taken']);
  });
});
