import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import type { Workspace } from '../model/config.ts';
import type { Problem, Result } from '../model/problem.ts';
import { loadConfig } from './load-config.ts';

interface Given {
  readonly yaml?: string;
  readonly dotenv?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly assignments?: readonly string[];
  /** What is remembered of other devices. */
  readonly lan?: string;
}

const load = ({ yaml, dotenv, environment = {}, assignments = [], lan }: Given): Promise<Result<Workspace>> => {
  const files = {
    ...(yaml === undefined ? {} : { '/world/metaton.yaml': yaml }),
    ...(dotenv === undefined ? {} : { '/world/.env': dotenv }),
    ...(lan === undefined ? {} : { '/world/.metaton/lan.json': lan }),
  };
  return loadConfig(fakeMachine({ files }).files, '/world', environment, assignments);
};

const workspaceOf = async (given: Given): Promise<Workspace> => {
  const result = await load(given);
  if (!result.ok) throw new Error(result.problems.map(({ evidence }) => evidence).join('\n'));
  return result.value;
};

const problemsOf = async (yaml: string): Promise<readonly Problem[]> => {
  const result = await load({ yaml });
  return result.ok ? [] : result.problems;
};

describe('where a setting comes from', () => {
  const everywhere: Given = {
    yaml: 'host: file.test',
    dotenv: 'METATON_HOST=dotenv.test',
    environment: { METATON_HOST: 'shell.test' },
    lan: JSON.stringify({
      schemaVersion: 1,
      isConfirmed: true,
      open: { host: 'lan.test', address: '10.0.0.5', hasOwnAuthority: true },
    }),
    assignments: ['host=flag.test'],
  };
  const without = (...sources: readonly (keyof Given)[]): Given =>
    Object.fromEntries(Object.entries(everywhere).filter(([source]) => !sources.includes(source as keyof Given)));

  it.each([
    ['flag', 'flag.test', without()],
    ['up --lan', 'lan.test', without('assignments')],
    ['environment', 'shell.test', without('assignments', 'lan')],
    ['.env', 'dotenv.test', without('assignments', 'lan', 'environment')],
    ['metaton.yaml', 'file.test', without('assignments', 'lan', 'environment', 'dotenv')],
    [undefined, 'localhost', {}],
  ])('is %s, unless a stronger one has it', async (origin, host, given) => {
    const { config, origins } = await workspaceOf(given);
    expect([config.host, origins.get('host')]).toEqual([host, origin]);
  });

  it.each(['{', '{}', '{"schemaVersion":2,"isConfirmed":true}'])('is a Problem where %s is remembered', async (lan) => {
    const result = await load({ lan });
    expect(result.ok ? [] : result.problems).toMatchObject([{ code: 'lan-state-unreadable' }]);
  });

  it('is told by setting, the nested ones too', async () => {
    const { origins } = await workspaceOf({
      yaml: 'services:\n  spoke:\n    path: ../spoke\n    env:\n      A: b',
      environment: { METATON_DATABASE_URL: 'postgres://x/y' },
    });
    expect(Object.fromEntries(origins)).toEqual({
      'services.spoke.path': 'metaton.yaml',
      'services.spoke.env.A': 'metaton.yaml',
      'database.url': 'environment',
    });
  });
});

describe('an empty workspace', () => {
  it.each([
    ['no file', undefined],
    ['an empty file', ''],
    ['a file of comments', '# host: localhost\n'],
  ])('has every default: %s', async (_, yaml) => {
    const { folder, config } = await workspaceOf(yaml === undefined ? {} : { yaml });
    expect(folder).toBe('/world');
    expect(config).toEqual({
      host: 'localhost',
      certificates: { hosts: [], authority: 'metaton' },
      preset: 'ton-con',
      services: {},
      database: {},
      postgrest: { version: '16.2' },
    });
  });
});

describe('a file that cannot be read as settings', () => {
  it.each([
    ['host: [', 'metaton.yaml:1'],
    ['host: a\nhost: b', 'metaton.yaml:2'],
    ['# a comment\nhost: *nobody', 'metaton.yaml:2: there is no anchor &nobody'],
  ])('is told of with its line: %j', async (yaml, evidence) => {
    expect(await problemsOf(yaml)).toMatchObject([
      { code: 'settings-unreadable', evidence: expect.stringContaining(evidence) as string, isUsage: true },
    ]);
  });

  it.each(['- host', 'host', '5'])('is told what it should be instead of %j', async (yaml) => {
    expect(await problemsOf(yaml)).toMatchObject([
      { code: 'setting-invalid', evidence: expect.stringContaining('expected keys with values') as string },
    ]);
  });
});

describe('a key that is not known', () => {
  it.each([
    ['host: a\nhots: b', 'hots', 2, 'host, certificates, preset, services, database, postgrest'],
    ['database:\n  url: x\n  ulr: y', 'database.ulr', 3, 'url'],
    ['services:\n  spoke:\n    ready:\n      htp: x', 'services.spoke.ready.htp', 4, 'http, tcp, log, command'],
    [
      'services:\n  spoke:\n    paht: x',
      'services.spoke.paht',
      3,
      'path, source, runtime, env, ports, command, needs, ready, readyWithin, cwd, restart, colour',
    ],
  ])('is told of with its line and the known ones: %j', async (yaml, key, line, known) => {
    expect(await problemsOf(yaml)).toMatchObject([
      {
        code: 'setting-unknown',
        summary: `The setting ${key} is not known.`,
        evidence: `/world/metaton.yaml:${line}`,
        fixes: [`Remove it, or use one of: ${known}.`],
      },
    ]);
  });

  it('is told of together with all others', async () => {
    const problems = await problemsOf('hots: a\nhost: 5\nservices:\n  spoke:\n    paht: x\n');
    expect(problems.map(({ evidence }) => evidence).sort()).toEqual([
      '/world/metaton.yaml:1',
      '/world/metaton.yaml:2: expected string',
      '/world/metaton.yaml:5',
    ]);
  });
});

describe('a value that is not valid', () => {
  it.each([
    ['# mine\n\nhost: 5', 'metaton.yaml:3: expected string'],
    ['host: http://localhost', 'metaton.yaml:1: expected a host name or an IP address, without scheme and port'],
    ['preset: mine', 'metaton.yaml:1: expected one of "ton-con"|"hubs-foundation"'],
    ['services:\n  spoke:\n    ports:\n      https: 70000', 'metaton.yaml:4: expected number to be <=65535'],
    [
      'services:\n  bot:\n    command: 5',
      'metaton.yaml:3: expected a program with its arguments, as words or as a list',
    ],
    [
      'services:\n  bot:\n    needs:\n    - 5',
      'metaton.yaml:3: expected a list of services, or a mapping of services to started, ready or completed',
    ],
    ['services:\n  bot:\n    ready:\n      log: "["', 'metaton.yaml:4: expected a regular expression'],
    [
      'services:\n  bot:\n    ready:\n      http: here',
      'metaton.yaml:4: expected a URL such as http://localhost:3000/',
    ],
  ])('is told of with its line and what is expected: %j', async (yaml, evidence) => {
    expect(await problemsOf(yaml)).toMatchObject([{ code: 'setting-invalid', evidence: `/world/${evidence}` }]);
  });

  it.each<[Given, string]>([
    [{ environment: { METATON_PRESET: 'mine' } }, 'METATON_PRESET: expected'],
    [{ dotenv: 'METATON_PRESET=mine' }, 'METATON_PRESET in .env: expected'],
    [{ assignments: ['preset=mine'] }, '--set preset=mine: expected'],
  ])('is told of with the name of where it came from: %j', async (given, evidence) => {
    expect(await load({ yaml: 'preset: ton-con', ...given })).toMatchObject({
      problems: [{ code: 'setting-invalid', evidence: expect.stringMatching(`^${evidence}`) as string }],
    });
  });
});

describe('values that are kindly read', () => {
  it.each([
    ['a mapping with all below it commented out', 'services:\n#  spoke: {}\n', {}, {}],
    ['a version that YAML takes for a number', 'postgrest: { version: 14 }', { postgrest: { version: '14' } }, {}],
    [
      'a variable that YAML takes for a number',
      'services: { dialog: { env: { N: 1, B: true } } }',
      { services: { dialog: { env: { N: '1', B: 'true' } } } },
      {},
    ],
    [
      'a number in a flag',
      '',
      { services: { dialog: { ports: { admin: 7001 } } }, postgrest: { version: '14' } },
      { assignments: ['services.dialog.ports.admin=7001', 'postgrest.version=14'] },
    ],
  ])('%s', async (_, yaml, expected, given) => {
    expect((await workspaceOf({ yaml, ...given })).config).toMatchObject(expected);
  });

  it('but a mapping is no variable', async () => {
    expect(await problemsOf('services: { dialog: { env: { N: { a: b } } } }')).toMatchObject([
      { code: 'setting-invalid', summary: 'The setting services.dialog.env.N is not valid.' },
    ]);
  });
});
