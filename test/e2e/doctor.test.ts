/** The built doctor: its words, its flags, and what it does with twenty faults at once. */
import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../soak/seeded.ts';
import { inside } from '../helpers/bots.ts';
import { type Finished, makeFolder, metaton, type Run, start } from '../helpers/cli.ts';
import { layCheckouts, sourceWords, writeSettings } from '../helpers/workspace.ts';

/** One check of `--json`. */
interface Answer {
  readonly id: string;
  readonly group: string;
  readonly status: 'pass' | 'warn' | 'fail' | 'skip';
  readonly summary: string;
  readonly detail: string | null;
  readonly fix: { text: string; command: string | null; auto: boolean; needsRoot: boolean } | null;
  readonly durationMs: number;
}

interface Document {
  readonly schemaVersion: number;
  readonly checks: readonly Answer[];
  readonly counts: Readonly<Record<Answer['status'], number>>;
  readonly mended?: readonly string[];
  readonly left?: readonly { readonly id: string; readonly why?: string }[];
}

const documentOf = ({ stdout }: Finished): Document => JSON.parse(stdout.split('\n')[0] ?? '') as Document;
const isBad = ({ status }: Answer): boolean => status === 'warn' || status === 'fail';

/** Of the machine that the tests run on, of which no store trusts the authority; or known of dialog. */
const notOurs = /^(?:host\.|tool\.|net\.exposure|cert\.trust\.(?:os|browser)$)/;

describe('without a workspace', () => {
  const folder = makeFolder();
  afterAll(() => {
    folder[Symbol.dispose]();
  });

  test('the machine is looked at, and nothing else', async () => {
    const { code, stdout, stderr } = await metaton(['doctor'], inside(folder.path));
    expect(code).toBe(0);
    expect(stderr).toContain('There is no workspace here: only the machine was looked at.');
    expect(stdout).toMatch(/^- not asked: .*\brepo, .* \(it needs a workspace\)$/m);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^\d+ passed · \d+ warnings? · 0 failed · \d+ skipped \(\d+\.\d s\)$/,
    );
  });

  test('a shell that shows ASCII only gets ASCII, and a pipe no colour', async () => {
    const options = inside(folder.path);
    const plain = { ...options, env: { ...options.env, LC_ALL: 'C', FORCE_COLOR: '3' } };
    const { stdout } = await metaton(['doctor', '--offline', '--only', 'tool', 'env'], plain);
    expect(stdout).toMatch(/^[\x20-\x7E\n]*$/);
    expect(stdout).toMatch(/passed - /);
  });

  test('--list says what there is, and --json says it to programs', async () => {
    const listed = await metaton(['doctor', '--list', '--only', 'cert'], inside(folder.path));
    expect(listed.stdout).toMatch(/^cert\.ca +Certificate authority$/m);
    expect(listed.stdout).not.toContain('tool.git');
    const { checks } = documentOf(await metaton(['doctor', '--list', '--json'], inside(folder.path)));
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  test.each([
    [['--only', 'db.shema'], 'Did you mean db.schema?'],
    [['--skip', 'certs'], 'Did you mean cert?'],
  ])('%s is wrong usage', async (words, hint) => {
    const { code, stderr } = await metaton(['doctor', ...words], inside(folder.path));
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });

  test('--strict makes warnings fail, and a variable that leads astray is named without its value', async () => {
    const options = inside(folder.path);
    const astray = { ...options, env: { ...options.env, DATABASE_URL: 'postgres://me:hunter2@db/x' } };
    const lax = await metaton(['doctor', '--only', 'env'], astray);
    expect(lax.code).toBe(0);
    expect(lax.stdout).toContain('DATABASE_URL');
    const strict = await metaton(['doctor', '--only', 'env', '--strict', '--json'], astray);
    expect(strict.code).toBe(1);
    expect(documentOf(strict).checks).toMatchObject([
      { id: 'env.leaks', group: 'env', status: 'warn', fix: { command: 'unset DATABASE_URL', auto: false } },
    ]);
    expect(lax.stdout + strict.stdout).not.toContain('hunter2');
  });

  test('a folder that is not there, and settings that are wrong, are wrong usage', async () => {
    const away = await metaton(['doctor', '-C', path.join(folder.path, 'away')], inside(folder.path));
    expect(away.code).toBe(2);
    await writeFile(path.join(folder.path, 'metaton.yaml'), 'hsot: x\n');
    const wrong = await metaton(['doctor', '--json'], inside(folder.path));
    expect(wrong.code).toBe(2);
    expect(wrong.stdout).toContain('setting-unknown');
    expect(documentOf(wrong).checks.find(({ id }) => id === 'host.locale')?.status).toBe('pass');
    await rm(path.join(folder.path, 'metaton.yaml'));
  });
});

describe('a workspace with nothing in it', () => {
  const folder = makeFolder();
  const at = (...parts: readonly string[]): string => path.join(folder.path, ...parts);
  afterAll(() => {
    folder[Symbol.dispose]();
  });

  test('--fix without a terminal says what it would do, and does it only with --yes', async () => {
    await writeSettings(folder.path, await layCheckouts(folder.path));
    const words = ['doctor', '--offline', '--only', 'cert.ca', 'cert.leaf', 'key'];
    const asked = await metaton([...words, '--fix'], inside(folder.path));
    expect(asked.code).toBe(1);
    expect(asked.stdout).toMatch(/To be mended:\n {2}cert\.ca {2}Make what is missing/);
    expect(asked.stderr).toContain('fix-not-allowed');
    const dry = await metaton([...words, '--fix', '--yes', '--dry-run'], inside(folder.path));
    expect(dry.code).toBe(1);
    await expect(stat(at('certs'))).rejects.toThrow('ENOENT');
    const done = await metaton([...words, '--fix', '--yes'], inside(folder.path));
    expect(done.stdout).toMatch(/\nMended: cert\.ca, key\.perms\n/);
    expect(done.code).toBe(0);
    const again = await metaton([...words, '--fix', '--yes'], inside(folder.path));
    expect(again.stdout).toContain('There is nothing to mend.');
    expect(again.code).toBe(0);
  });

  test('--report has no key, password, token, address or home folder in it', async () => {
    const perms = await readFile(at('certs', 'perms.pem'), 'utf8');
    const body = perms.split('\n')[3] ?? '';
    const planted = {
      HOME: at('home of ada'),
      SMTP_PASSWORD: 'correct-horse-battery',
      GITHUB_TOKEN: 'ghp_0123456789abcdefghijABCDEFGHIJ012345',
    };
    const lines = [
      perms,
      `a key in pieces: ${body}`,
      'mail to ada.lovelace@example.org',
      `opened ${planted.HOME}/world and /home/grace/world`,
      `it said ${planted.SMTP_PASSWORD}`,
      `pushing with ${planted.GITHUB_TOKEN}`,
      'postgres://ada:engine1843@db.lan/ret_dev',
      'Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123',
      'eyJhbGciOiJSUzUxMiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl',
      'https://localhost:4000/?auth_origin=x&auth_payload=abcdefgh&auth_token=0123456789abcdef',
      'harmless line',
    ];
    await mkdir(at('.metaton', 'logs'), { recursive: true });
    const text = `${lines.join('\n')}\n`;
    const record = { at: 1, kind: 'lines', service: 'reticulum', stream: 'stdout', text };
    await writeFile(at('.metaton', 'logs', 'events.ndjson'), `${JSON.stringify(record)}\n`);
    await writeSettings(folder.path, at('checkouts'), { dialog: { env: { API_KEY: 'very-private-value' } } });
    const options = inside(folder.path);
    const { stderr } = await metaton(['doctor', '--offline', '--report', 'report.txt'], {
      ...options,
      env: { ...options.env, ...planted },
    });
    expect(stderr).toContain('report.txt');
    const report = await readFile(at('report.txt'), 'utf8');
    expect((await stat(at('report.txt'))).mode & 0o777).toBe(0o600);
    for (const secret of [
      body,
      'PRIVATE KEY',
      'ada.lovelace',
      planted.HOME,
      'grace',
      planted.SMTP_PASSWORD,
      planted.GITHUB_TOKEN,
      'engine1843',
      'abcdefghijklmnopqrstuvwxyz0123',
      'c2lnbmF0dXJl',
      'abcdefgh&',
      '0123456789abcdef',
      'very-private-value',
    ])
      expect(report).not.toContain(secret);
    for (const word of ['harmless line', 'cert.leaf', '"preset": "ton-con"', 'metaton ', 'API_KEY'])
      expect(report).toContain(word);
  });

  test('--report leaves a file alone that is none, and says where it cannot write', async () => {
    const words = ['doctor', '--offline', '--only', 'env', '--report'];
    const taken = await metaton([...words, 'metaton.yaml'], inside(folder.path));
    expect(taken.code).toBe(2);
    expect(await readFile(at('metaton.yaml'), 'utf8')).toContain('services');
    const nowhere = await metaton([...words, 'no/such/folder/report.txt'], inside(folder.path));
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain('report-unwritable');
    expect((await metaton([...words, 'report.txt'], inside(folder.path))).code).toBe(0);
  });
});

describe('a stack that runs', () => {
  const folder = makeFolder();
  const at = (...parts: readonly string[]): string => path.join(folder.path, ...parts);
  const checkout = (...parts: readonly string[]): string => at('checkouts', ...parts);
  let up: Run;

  beforeAll(async () => {
    const checkouts = await layCheckouts(folder.path);
    const init = await metaton(['init', ...sourceWords(checkouts)], inside(folder.path));
    expect(init.stderr).toContain('All is in place');
    await writeSettings(folder.path, checkouts);
    up = start(['up'], { ...inside(folder.path), isQuiet: true });
    await up.saw(/Ctrl-C stops everything/);
  }, 300_000);

  afterAll(async () => {
    up.process.kill('SIGINT');
    expect((await up.finished).code).toBe(130);
    folder[Symbol.dispose]();
  }, 120_000);

  const sql = async (text: string): Promise<void> => {
    const client = new Client('postgres://postgres:postgres@127.0.0.1:5432/ret_dev');
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  const edit = async (file: string, from: string | RegExp, to: string): Promise<void> => {
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(from);
    await writeFile(file, text.replace(from, to));
  };

  /** On a busy machine a check may have no answer in time: it is asked again. */
  async function doctor(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Document> {
    const mended: string[] = [];
    const left: NonNullable<Document['left']>[number][] = [];
    for (;;) {
      const options = inside(folder.path);
      const finished = await metaton(['doctor', '--json', '--offline', ...words], {
        ...options,
        env: { ...options.env, ...environment },
      });
      const document = documentOf(finished);
      mended.push(...(document.mended ?? []));
      left.push(...(document.left ?? []));
      if (!document.checks.some(({ summary }) => summary.includes('had no answer')))
        return { ...document, mended, left };
    }
  }

  const badOnes = ({ checks }: Document): readonly string[] =>
    checks.filter((answer) => isBad(answer) && !notOurs.test(answer.id)).map(({ id }) => id);

  test('has nothing wrong with it', async () => {
    const document = await doctor([]);
    expect(document.schemaVersion).toBe(1);
    expect(badOnes(document)).toEqual([]);
    for (const id of ['cert.served', 'pgrst.e2e', 'ret.health', 'run.crashloop', 'db.schema'])
      expect(document.checks.find((answer) => answer.id === id)?.status, id).toBe('pass');
  });

  test('a service that ends by itself is named', async () => {
    await metaton(['stop', 'spoke'], inside(folder.path));
    await writeSettings(folder.path, checkout(), { spoke: { env: { MINIATURE_FAULT: 'crash' }, restart: 'never' } });
    await metaton(['start', 'spoke'], inside(folder.path));
    const { checks } = await doctor(['--only', 'run.crashloop', 'ret.health']);
    expect(checks.find(({ id }) => id === 'run.crashloop')).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('spoke: crashed') as string,
    });
    await writeSettings(folder.path, checkout());
    await metaton(['restart', 'spoke'], inside(folder.path));
  });

  /** What is set in metaton.yaml and in the shell while faults are there. */
  interface Place {
    readonly settings: Record<string, Record<string, unknown>>;
    readonly environment: Record<string, string>;
  }
  interface Fault {
    readonly id: string;
    readonly plant: (place: Place) => Promise<void> | void;
    /** False where only a person can mend it. */
    readonly isMendable: boolean;
  }
  const mendable = (id: string, plant: Fault['plant']): Fault => ({ id, plant, isMendable: true });
  const persons = (id: string, plant: Fault['plant']): Fault => ({ id, plant, isMendable: false });
  const key = (): string =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const withEnv = (place: Place, service: string, env: Record<string, string>): void => {
    const known = place.settings[service]?.['env'] as Record<string, string> | undefined;
    place.settings[service] = { ...place.settings[service], env: { ...known, ...env } };
  };
  const dialogSettings = (env: Record<string, string>) => (place: Place) => {
    withEnv(place, 'dialog', env);
  };
  const shell = (name: string, value: string) => (place: Place) => {
    place.environment[name] = value;
  };
  const faults: readonly Fault[] = [
    mendable('cert.leaf', () => rm(at('certs', 'cert.pem'), { force: true })),
    mendable('cert.leaf', () => chmod(at('certs', 'key.pem'), 0o644)),
    mendable('cert.leaf', () => rm(at('certs', 'fullchain.pem'), { force: true })),
    mendable('key.perms', () => writeFile(at('certs', 'perms.pub.pem'), key())),
    mendable('key.perms', () => chmod(at('certs', 'perms.pem'), 0o644)),
    mendable('key.mode-alg', () => writeFile(at('certs', 'reticulum-jwk.json'), '{"kty":"RSA","d":"AQAB"}')),
    mendable('key.mode-alg', () => chmod(at('.metaton', 'postgrest', 'reticulum.conf'), 0o644)),
    mendable('key.mode-alg', () => chmod(at('.metaton', 'console', '.erlang.cookie'), 0o640)),
    mendable('cert.copies', () => rm(checkout('hubs', 'certs', 'key.pem'), { force: true })),
    mendable('cert.copies', () => rm(checkout('reticulum', 'priv', 'cert', 'cert.pem'), { force: true })),
    mendable('cert.copies', () => chmod(checkout('dialog', 'certs', 'privkey.pem'), 0o644)),
    mendable('patch.state', () =>
      edit(checkout('reticulum', 'config', 'dev.exs'), /^host = ".*"/m, 'host = "hubs.local"'),
    ),
    mendable('patch.state', () =>
      edit(checkout('hubs', 'webpack.config.js'), /localDevHost = ".*"/, 'localDevHost = "hubs.local"'),
    ),
    mendable('patch.state', () =>
      edit(checkout('spoke', '.env'), /^RETICULUM_SERVER=.*$/m, 'RETICULUM_SERVER="dev.reticulum.io"'),
    ),
    mendable('pgrst.config', () =>
      edit(at('.metaton', 'postgrest', 'reticulum.conf'), /db-anon-role = ".*"/, 'db-anon-role = "postgres_anonymous"'),
    ),
    mendable('db.role', () => sql('revoke ret_admin from postgrest_authenticator')),
    mendable('db.role', () => sql(`alter role postgrest_authenticator password 'of yore'`)),
    mendable('db.stray-migrations', () =>
      sql('create table public.schema_migrations as select * from ret0.schema_migrations'),
    ),
    persons('env.leaks', shell('DATABASE_URL', 'postgres://nobody@nowhere/x')),
    persons('env.leaks', shell('PGRST_DB_URI', 'postgres://nobody@nowhere/x')),
    persons('net.lan-ip', dialogSettings({ MEDIASOUP_ANNOUNCED_IP: '203.0.113.7' })),
    persons('dialog.config', dialogSettings({ MEDIASOUP_MIN_PORT: '50000' })),
    persons('ret.config', (place) => {
      withEnv(place, 'reticulum', { MIX_ENV: 'prod' });
    }),
    persons('tool.programs', (place) => {
      place.settings['bot'] = { command: 'no-such-program-anywhere' };
    }),
  ];

  test.each([1, 2, 3])(
    'twenty faults at once, seed %i: each is named, what can be is mended, the rest is said',
    async (seed) => {
      const random = seeded(seed);
      const planted = [...faults]
        .map((fault) => ({ fault, at: random() }))
        .sort((a, b) => a.at - b.at)
        .slice(0, 20)
        .map(({ fault }) => fault);
      const place: Place = { settings: {}, environment: {} };
      for (const { plant } of planted) await plant(place);
      await writeSettings(folder.path, checkout(), place.settings);

      const before = await doctor([], place.environment);
      const fixed = await doctor(['--fix', '--yes'], place.environment);
      const named = new Set([...badOnes(before), ...(fixed.mended ?? []), ...(fixed.left ?? []).map(({ id }) => id)]);
      for (const answer of before.checks) if (isBad(answer)) named.add(answer.id);
      expect([...named]).toEqual(expect.arrayContaining([...new Set(planted.map(({ id }) => id))]));

      const after = await doctor([], place.environment);
      const left = planted.filter(({ isMendable }) => !isMendable).map(({ id }) => id);
      expect(
        new Set(
          after.checks
            .filter(
              (answer) =>
                isBad(answer) && !/^(?:host\.|net\.exposure|cert\.served|cert\.trust\.(?:os|browser)$)/.test(answer.id),
            )
            .map(({ id }) => id),
        ),
      ).toEqual(new Set(left));

      // With a person's faults in its settings a service cannot be started anew: that waits for the person.
      await writeSettings(folder.path, checkout());
      await doctor(['--fix', '--yes', '--only', 'cert.served']);
      const whole = await doctor(['--fix', '--yes']);
      expect(badOnes(whole)).toEqual([]);
      expect(whole.mended ?? []).toEqual([]);
      for (const id of ['cert.served', 'pgrst.e2e', 'ret.health'])
        expect(whole.checks.find((answer) => answer.id === id)?.status, id).toBe('pass');
      const proof = await metaton(['verify'], inside(folder.path));
      expect(proof.stdout).not.toContain('✗');
      expect(proof.code).toBe(0);
    },
    300_000,
  );
});
