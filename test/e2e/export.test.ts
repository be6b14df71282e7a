/** `metaton export` through the built program: valid, whole, the same twice, and nothing of the user's lost. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeFolder, metaton } from '../helpers/cli.ts';
import { danglingInCluster, type Manifest } from '../helpers/cluster-references.ts';
import { type ComposeProject, danglingInCompose } from '../helpers/compose-references.ts';
import { hasKustomize, kustomized, plainlyBuilt } from '../helpers/kustomize.ts';

const root = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

const stacks = ['hubs-foundation', 'ton-con', 'miniature'] as const;
const overlays = ['one-node', 'many-nodes'] as const;

/** A workspace with nothing in it but its settings; of the miniature also the code. */
function layWorkspace(stack: (typeof stacks)[number], hold: (folder: Disposable) => void): string {
  const folder = makeFolder();
  hold(folder);
  writeFileSync(path.join(folder.path, 'metaton.yaml'), stack === 'hubs-foundation' ? 'preset: hubs-foundation\n' : '');
  if (stack === 'miniature') {
    for (const id of ['reticulum', 'dialog', 'hubs', 'spoke'])
      cpSync(`${root}/templates/miniature/${id}`, path.join(folder.path, 'services', id), { recursive: true });
  }
  return folder.path;
}

/** One that is gone when the test is over. */
const workspace = (stack: (typeof stacks)[number]): string =>
  layWorkspace(stack, (folder) => {
    onTestFinished(() => {
      folder[Symbol.dispose]();
    });
  });

async function exported(cwd: string, target: string, ...words: readonly string[]): Promise<string> {
  const { code, stderr } = await metaton(['export', target, '--host', 'world.example.org', ...words], { cwd });
  expect(stderr.replace(/^Note: .*$/gm, '').trim()).toBe('');
  expect(code).toBe(0);
  return path.join(cwd, 'export', target);
}

/** Those that tests only read are made once. */
const made = new Map<string, Promise<string>>();
const held: Disposable[] = [];

function readOnly(stack: (typeof stacks)[number], target: string, ...words: readonly string[]): Promise<string> {
  const key = [stack, target, ...words].join(' ');
  const folder =
    made.get(key) ??
    exported(
      layWorkspace(stack, (each) => held.push(each)),
      target,
      ...words,
    );
  made.set(key, folder);
  return folder;
}

afterAll(() => {
  for (const each of held) each[Symbol.dispose]();
});

/** Every file below, relative, sorted. */
const filesIn = (folder: string): readonly string[] =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => statSync(path.join(folder, file)).isFile())
    .sort();

const isSecret = (file: string): boolean => /(^|\/)secrets\/(?!\.gitignore$)/.test(file);

/** Text by file of the preloads, which an export hands on as they are. */
const preloads = new Map(
  readdirSync(`${root}/templates/preloads`).map((name) => [
    readFileSync(`${root}/templates/preloads/${name}`, 'utf8'),
    `templates/preloads/${name}`,
  ]),
);

/** What metaton is answerable for, in one text: no secret, no hashes of its own; a preload is named, not shown. */
const pictureOf = (folder: string): string =>
  filesIn(folder)
    .filter((file) => !isSecret(file) && file !== '.metaton-export.json')
    .map((file) => {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const preload = preloads.get(text);
      return `##### ${file}\n${preload === undefined ? text : `(${preload}, word for word)\n`}`;
    })
    .join('\n');

const projectIn = (folder: string): ComposeProject =>
  parse(readFileSync(path.join(folder, 'compose.yaml'), 'utf8')) as ComposeProject;

const readerOf =
  (folder: string) =>
  (file: string): string | undefined => {
    const place = path.join(folder, file);
    return file !== '' && existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  };

/** Published by the Compose specification; dclint brings it along. Its `$schema` is written in a way that ajv does not know. */
const { $schema: _, ...composeSchema } = JSON.parse(
  readFileSync(`${root}/node_modules/dclint/schemas/compose.schema.json`, 'utf8'),
) as Record<string, unknown>;
const validateCompose = new Ajv({ strict: false, allErrors: true, logger: false }).compile(composeSchema);

/** By the schemas that Kubernetes publishes, as kubernetes-models has them. */
function invalidities({ apiVersion, kind, ...object }: Manifest): readonly string[] {
  const models = require(`kubernetes-models/${String(apiVersion)}/${kind}`) as Record<
    string,
    new (given: object) => { validate: () => void }
  >;
  const Model = models[kind];
  if (!Model) throw new Error(`no schema of ${kind}`);
  try {
    new Model(object).validate();
    return [];
  } catch (error) {
    return [`${kind} ${object.metadata.name}: ${String(error)}`];
  }
}

describe.each(stacks)('the export of %s', (stack) => {
  test('to Compose is valid, refers to nothing that is not there, and is as it was looked at', async () => {
    const folder = await readOnly(stack, 'compose');
    const project = projectIn(folder);
    expect(validateCompose(project), JSON.stringify(validateCompose.errors)).toBe(true);
    expect(danglingInCompose(project, readerOf(folder))).toEqual([]);
    await expect(pictureOf(folder)).toMatchFileSnapshot(`../fixtures/exports/${stack}-compose.txt`);
  });

  test('to Kubernetes is valid, refers to nothing that is not there, and is as it was looked at', async () => {
    const folder = await readOnly(stack, 'kubernetes', '--users', '300');
    for (const overlay of overlays) {
      const objects = plainlyBuilt(path.join(folder, 'overlays', overlay));
      expect(objects.flatMap(invalidities)).toEqual([]);
      expect(danglingInCluster(objects)).toEqual([]);
    }
    const images = parse(readFileSync(path.join(folder, 'images/compose.yaml'), 'utf8')) as object;
    expect(validateCompose(images), JSON.stringify(validateCompose.errors)).toBe(true);
    await expect(pictureOf(folder)).toMatchFileSnapshot(`../fixtures/exports/${stack}-kubernetes.txt`);
  });
});

// No system packages them: what is not there reads nothing.
if (hasKustomize)
  test('a real kustomize builds both overlays to the very objects', async () => {
    const folder = await readOnly('hubs-foundation', 'kubernetes', '--users', '300');
    for (const overlay of overlays) {
      const place = path.join(folder, 'overlays', overlay);
      const real = kustomized(place);
      const nameOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;
      expect(real.map(nameOf).sort()).toEqual(plainlyBuilt(place).map(nameOf).sort());
      expect(real.flatMap(invalidities)).toEqual([]);
      expect(danglingInCluster(real)).toEqual([]);
    }
  });

const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;

if (hasCompose)
  test('docker compose reads the project', async () => {
    const folder = await readOnly('hubs-foundation', 'compose');
    const { status, stderr } = spawnSync('docker', ['compose', 'config', '--quiet'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PUBLIC_ADDRESS: '203.0.113.1' },
    });
    expect([status, stderr]).toEqual([0, '']);
  });

type Tree = Record<string, unknown>;

/** The part of an object that a path of keys and indices leads to. */
const dig = (object: unknown, ...keys: readonly (string | number)[]): Tree =>
  keys.reduce<unknown>((inner, key) => (inner as Tree)[key], object) as Tree;

describe('a reference that leads nowhere is found', () => {
  const find = (objects: readonly Manifest[], kind: string, name: string): Manifest => {
    const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
    if (!found) throw new Error(`no ${kind} ${name}`);
    return found;
  };
  const container = ['spec', 'template', 'spec', 'containers', 0] as const;

  const planted: Readonly<Record<string, readonly [plant: (objects: readonly Manifest[]) => void, says: string]>> = {
    'a selector of a Service': [
      (all) => (dig(find(all, 'Service', 'postgrest'), 'spec', 'selector')['app.kubernetes.io/name'] = 'postgres-rest'),
      'Service postgrest: its selector finds no pod',
    ],
    'a selector of a Deployment': [
      (all) =>
        (dig(find(all, 'Deployment', 'hubs'), 'spec', 'selector', 'matchLabels')['app.kubernetes.io/name'] = 'hub'),
      'Deployment hubs: selects other pods',
    ],
    'a selector of a NetworkPolicy': [
      (all) =>
        (dig(find(all, 'NetworkPolicy', 'postgrest'), 'spec', 'ingress', 0, 'from', 0, 'podSelector', 'matchLabels')[
          'app.kubernetes.io/name'
        ] = 'ret'),
      'NetworkPolicy postgrest: its selector finds no pod',
    ],
    'a pod of its own name': [
      (all) => (dig(find(all, 'StatefulSet', 'dialog'), 'spec')['replicas'] = 1),
      'Service dialog-1: there is no pod dialog-1',
    ],
    'a port of a Service': [
      (all) => (dig(find(all, 'Service', 'postgrest'), 'spec', 'ports', 0)['targetPort'] = 'rest'),
      'Service postgrest: no port rest',
    ],
    'a port of an Ingress': [
      (all) =>
        (dig(find(all, 'Ingress', 'metaton'), 'spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'port')[
          'name'
        ] = 'web'),
      'Ingress metaton: Service reticulum has no port web',
    ],
    'a port of a probe': [
      (all) => (dig(find(all, 'Deployment', 'reticulum'), ...container, 'readinessProbe', 'httpGet')['port'] = 4001),
      'Deployment reticulum: readinessProbe asks at 4001, which is no port',
    ],
    'a key of a Secret': [
      (all) => delete dig(find(all, 'Secret', 'postgres-secrets'), 'data')['database_password'],
      'StatefulSet postgres: no secret database_password at /run/secrets',
    ],
    'a Secret': [
      (all) => (find(all, 'Secret', 'reticulum-secrets').metadata.name = 'other'),
      'Deployment reticulum: no Secret reticulum-secrets',
    ],
    'a key of a ConfigMap': [
      (all) => delete dig(find(all, 'ConfigMap', 'settings'), 'data')['SMTP_PORT'],
      'Deployment reticulum: ConfigMap settings has no SMTP_PORT',
    ],
    'a file': [
      (all) => delete dig(find(all, 'ConfigMap', 'reticulum-files'), 'data')['start.sh'],
      'Deployment reticulum: no file start.sh',
    ],
    'a volume': [
      (all) => (dig(find(all, 'Deployment', 'reticulum'), ...container, 'volumeMounts', 0)['name'] = 'scratch'),
      'Deployment reticulum: no volume scratch',
    ],
    'a claim': [
      (all) => (find(all, 'PersistentVolumeClaim', 'reticulum-storage').metadata.name = 'storage'),
      'Deployment reticulum: no PersistentVolumeClaim reticulum-storage',
    ],
    'a service in a variable': [
      (all) => {
        const env = dig(find(all, 'Deployment', 'reticulum'), ...container)['env'] as Tree[];
        for (const each of env) if (each['name'] === 'POSTGREST_INTERNAL_HOSTNAME') each['value'] = 'rest';
      },
      'Deployment reticulum: no Service rest to be asked',
    ],
    'a service in a file': [
      (all) => {
        const data = dig(find(all, 'ConfigMap', 'reticulum-files'), 'data');
        data['config.toml'] = String(data['config.toml']).replace('http://spoke:8080', 'http://spoke:9090');
      },
      'ConfigMap reticulum-files: Service spoke has no port 9090',
    ],
    'a service in a secret': [
      (all) => {
        const data = dig(find(all, 'Secret', 'postgrest-secrets'), 'data');
        data['postgrest_database_url'] = Buffer.from('postgres://a:b@pgsql:5432/ret').toString('base64');
      },
      'Secret postgrest-secrets: no Service pgsql to be asked',
    ],
    'what is scaled': [
      (all) => (dig(find(all, 'HorizontalPodAutoscaler', 'reticulum'), 'spec', 'scaleTargetRef')['name'] = 'ret'),
      'HorizontalPodAutoscaler reticulum: no Deployment ret',
    ],
    'an account': [
      (all) => (find(all, 'ServiceAccount', 'announcer').metadata.name = 'crier'),
      'StatefulSet dialog: no ServiceAccount announcer',
    ],
  };

  test('in a cluster, of every kind', async () => {
    const folder = await readOnly('hubs-foundation', 'kubernetes', '--users', '300');
    const whole = plainlyBuilt(path.join(folder, 'overlays', 'many-nodes'));
    for (const [kind, [plant, says]] of Object.entries(planted)) {
      const objects = structuredClone(whole);
      plant(objects);
      expect(danglingInCluster(objects), kind).toContain(says);
    }
  });

  test('in a Compose project, of every kind', async () => {
    const folder = await readOnly('hubs-foundation', 'compose');
    const whole = projectIn(folder);
    const read = readerOf(folder);
    const finds = (plant: (project: ComposeProject) => unknown, says: string): void => {
      const project = structuredClone(whole);
      plant(project);
      expect(danglingInCompose(project, read)).toContain(says);
    };
    finds(({ services }) => delete services['spoke'], 'reticulum: no service spoke to wait for');
    finds((all) => delete dig(all, 'services', 'hubs')['healthcheck'], 'reticulum: hubs never says that it is healthy');
    finds(({ secrets }) => delete secrets['perms_key'], 'reticulum: no secret perms_key');
    finds(({ configs }) => delete configs['reticulum-start.sh'], 'reticulum: no config reticulum-start.sh');
    finds(
      ({ volumes }) => delete volumes['postgres-data'],
      'postgres: no volume postgres-data:/var/lib/postgresql/data',
    );
    finds(
      (all) => (dig(all, 'services', 'dialog', 'environment')['AUTH_KEY'] = '/run/secrets/perms'),
      'dialog: reads perms, which it is not given',
    );
    finds(
      (all) => (dig(all, 'services', 'reticulum', 'environment')['SMTP_PORT'] = '${MAIL_PORT-}'),
      'reticulum: no setting MAIL_PORT in .env',
    );
    finds(({ services }) => delete services['hubs-admin'], 'reticulum: no service hubs-admin to be asked');
    finds((all) => (dig(all, 'secrets', 'perms_key')['file'] = './secrets/none'), 'perms_key: no file ./secrets/none');
    finds((all) => delete dig(all, 'services', 'hubs')['ports'], 'proxy: nothing is at port 18001');
  });
});

describe('secrets', () => {
  test.each(['compose', 'kubernetes'])('are nowhere but among the secrets of %s, and stay', async (target) => {
    const cwd = workspace('hubs-foundation');
    const folder = await exported(cwd, target);
    const before = new Map(filesIn(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
    const values = [...before]
      .filter(([file]) => isSecret(file) && !/\.pub\.|public|jwk/.test(file))
      .flatMap(([, text]) => (text.length > 20 ? [text.slice(40, 100).trim() || text.trim()] : []));
    expect(values.length).toBeGreaterThan(10);
    for (const [file, text] of before)
      if (!isSecret(file)) for (const value of values) expect(text).not.toContain(value);
    // Those that come with the code.
    for (const [, text] of before) expect(text).not.toMatch(/admin-only|txlMOtlaY5x3crvOCko4uV5PM29ul3zGo1oBGNO3cDXx/);

    await exported(cwd, target);
    expect(new Map(filesIn(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]))).toEqual(
      before,
    );
  });

  test('are for their owner alone: the folder for Compose, whose containers are other users, each file for Kubernetes', async () => {
    const cwd = workspace('hubs-foundation');
    const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);
    const compose = await exported(cwd, 'compose');
    expect([modeOf(`${compose}/secrets`), modeOf(`${compose}/secrets/secret_key_base`)]).toEqual(['700', '644']);
    const kubernetes = await exported(cwd, 'kubernetes');
    expect([modeOf(`${kubernetes}/base/secrets`), modeOf(`${kubernetes}/base/secrets/secret_key_base`)]).toEqual([
      '700',
      '600',
    ]);
  });

  test('reach the settings of reticulum where it starts, keys with all their lines', async () => {
    const folder = await readOnly('hubs-foundation', 'compose');
    const { stdout } = spawnSync('sh', [`${folder}/files/reticulum/fill-in.sh`], {
      input: readFileSync(`${folder}/files/reticulum/config.toml`),
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        SECRETS: `${folder}/secrets`,
        SMTP_PORT: '2525',
        MAIL_FROM: 'me@world.example.org',
      },
    });
    const secret = (name: string): string => readFileSync(`${folder}/secrets/${name}`, 'utf8');
    expect(stdout).toContain(`secret_key_base = "${secret('secret_key_base')}"`);
    expect(stdout).toContain('port = "2525"');
    expect(stdout).toContain('from = "me@world.example.org"');
    const [, key = ''] = /perms_key = "(.*)"/.exec(stdout) ?? [];
    expect(JSON.parse(`"${key}"`)).toBe(secret('perms_key').trimEnd());
    expect(stdout.replaceAll('me@world', '')).not.toContain('@');
  });
});

describe('the folder of an export', () => {
  test('loses nothing that is not metaton’s, and is left alone where it holds such a file', async () => {
    const cwd = workspace('hubs-foundation');
    const folder = path.join(cwd, 'mine');
    mkdirSync(folder);
    writeFileSync(`${folder}/compose.yaml`, 'mine\n');
    const { code, stderr } = await metaton(['export', 'compose', '--host', 'world.example.org', '--out', 'mine'], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('[export-files-foreign]');
    expect(filesIn(folder)).toEqual(['compose.yaml']);
    expect(readFileSync(`${folder}/compose.yaml`, 'utf8')).toBe('mine\n');
  });

  test('is written anew where metaton wrote it, keeps what the user wrote, and refuses where both would', async () => {
    const cwd = workspace('hubs-foundation');
    const folder = await exported(cwd, 'compose');
    writeFileSync(`${folder}/.env`, 'PUBLIC_ADDRESS=203.0.113.1\n');
    writeFileSync(`${folder}/compose.override.yaml`, 'services: {}\n');
    const again = await metaton(['export', 'compose', '--host', 'other.example.org', '--users', '200'], { cwd });
    expect(again.code).toBe(0);
    expect(readFileSync(`${folder}/files/proxy/Caddyfile`, 'utf8')).toContain('other.example.org');
    expect(readFileSync(`${folder}/.env`, 'utf8')).toBe('PUBLIC_ADDRESS=203.0.113.1\n');
    expect(existsSync(`${folder}/compose.override.yaml`)).toBe(true);
    writeFileSync(`${folder}/files/proxy/Caddyfile`, 'mine\n');
    const refused = await metaton(['export', 'compose', '--host', 'world.example.org'], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('files/proxy/Caddyfile');
    expect(readFileSync(`${folder}/images/hubs/Dockerfile`, 'utf8')).toContain('other.example.org');
  });

  test('loses what is no longer of the export', async () => {
    const cwd = workspace('hubs-foundation');
    const folder = await exported(cwd, 'kubernetes');
    expect(existsSync(`${folder}/base/postgres.yaml`)).toBe(true);
    await exported(cwd, 'kubernetes', '--database', 'postgres://ret:secret-word@db.example.org:5432/ret');
    expect(existsSync(`${folder}/base/postgres.yaml`)).toBe(false);
    expect(readFileSync(`${folder}/base/secrets/database_password`, 'utf8')).toBe('secret-word');
    expect(pictureOf(folder)).not.toContain('secret-word');
    expect(readFileSync(`${folder}/overlays/many-nodes/reticulum.yaml`, 'utf8')).toContain(
      'hostname = "db.example.org"',
    );
  });

  test('is not even made in a dry run', async () => {
    const cwd = workspace('hubs-foundation');
    const { code, stdout } = await metaton(['export', 'compose', '--host', 'world.example.org', '--dry-run'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('compose.yaml');
    expect(readdirSync(cwd)).toEqual(['metaton.yaml']);
  });
});

describe('the crowd', () => {
  const objectsFor = async (users: string): Promise<readonly Manifest[]> => {
    const folder = await exported(workspace('hubs-foundation'), 'kubernetes', '--users', users);
    return plainlyBuilt(path.join(folder, 'overlays', 'many-nodes'));
  };
  const specOf = (objects: readonly Manifest[], name: string): Tree =>
    dig(
      objects.find(({ kind, metadata }) => /Deployment|StatefulSet/.test(kind) && metadata.name === name),
      'spec',
    );

  test('of a thousand has the servers that metaton cost would take for it', async () => {
    const cost = await metaton(['cost', '--users', '1000', '--hours', '1', '--active', '--json']);
    const { servers } = JSON.parse(cost.stdout) as { servers: { instance: string; layout: string } };
    expect(servers).toMatchObject({ instance: 'c5.4xlarge', layout: '2x2' });
    const objects = await objectsFor('1000');
    expect([specOf(objects, 'reticulum')['replicas'], specOf(objects, 'dialog')['replicas']]).toEqual([2, 2]);
    // Nine tenths of 16 vCPUs.
    const dialog = dig(specOf(objects, 'dialog'), 'template', 'spec', 'containers', 0, 'resources', 'requests');
    expect(dialog['cpu']).toBe('14400m');
  });

  test('of ten thousand has so many dialogs that their ports suffice, and a Postgres with connections for all', async () => {
    const objects = await objectsFor('10000');
    const dialogs = Number(specOf(objects, 'dialog')['replicas']);
    expect(dialogs * Math.floor(10_000 / 6)).toBeGreaterThanOrEqual(10_000);
    const most = dig(
      objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler'),
      'spec',
    )['maxReplicas'];
    const { args } = dig(specOf(objects, 'postgres'), 'template', 'spec', 'containers', 0) as { args: string[] };
    expect(args).toContain(`max_connections=${Number(most) * 12 + 20}`);
    expect(danglingInCluster(objects)).toEqual([]);
  });

  test.each(['0', '-1', '1.5', 'many', '10001', ''])('cannot be "%s"', async (users) => {
    const { code, stderr } = await metaton(['export', 'kubernetes', '--host', 'world.example.org', '--users', users], {
      cwd: workspace('hubs-foundation'),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('[export-users-out-of-range]');
  });

  test('that is too large for one server is sent to a cluster', async () => {
    const { code, stderr } = await metaton(['export', 'compose', '--host', 'world.example.org', '--users', '1800'], {
      cwd: workspace('hubs-foundation'),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('metaton export kubernetes --users 1800');
  });
});

describe('words that make no sense', () => {
  test.each([
    [['--host', '192.168.1.4'], 'export-host-unusable'],
    [['--host', 'https://world.example.org'], 'host-invalid'],
    [['--host', 'world.example.org', '--database', 'mysql://a:b@c/d'], 'export-database-invalid'],
    [['--host', 'world.example.org', '--database', 'postgres://db.example.org/ret'], 'export-database-invalid'],
    [['--host', 'world.example.org', '--registry', 'https://ghcr.io'], 'export-registry-invalid'],
    [['--host', 'world.example.org', '--registry', 'Me'], 'export-registry-invalid'],
  ])('%j', async (words, code) => {
    const cwd = workspace('hubs-foundation');
    const answer = await metaton(['export', 'compose', ...words], { cwd });
    expect([answer.code, answer.stderr]).toEqual([2, expect.stringContaining(`[${code}]`)]);
    expect(readdirSync(cwd)).toEqual(['metaton.yaml']);
  });

  test('a host without a name on the internet needs a certificate for all its names, and then has it', async () => {
    const cwd = workspace('hubs-foundation');
    const data = { XDG_DATA_HOME: path.join(cwd, 'data') };
    const words = ['export', 'compose', '--host', 'world.lan'];
    const refused = await metaton(words, { cwd, env: data });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('metaton certs --host cors.world.lan stream.world.lan world.lan');
    const made = await metaton(['certs', '--host', 'cors.world.lan', 'stream.world.lan', 'world.lan'], {
      cwd,
      env: data,
    });
    expect(made.code).toBe(0);
    const { code } = await metaton(words, { cwd, env: data });
    expect(code).toBe(0);
    const folder = path.join(cwd, 'export', 'compose');
    expect(readFileSync(`${folder}/secrets/tls_key`)).toEqual(readFileSync(path.join(cwd, 'certs/key.pem')));
    expect(readFileSync(`${folder}/files/proxy/Caddyfile`, 'utf8')).toContain('tls /run/secrets/tls_fullchain');
    expect(danglingInCompose(projectIn(folder), readerOf(folder))).toEqual([]);
  });
});

test('one document for programs says what was written, and from which commits', async () => {
  const { stdout } = await metaton(['export', 'kubernetes', '--host', 'world.example.org', '--json'], {
    cwd: workspace('ton-con'),
  });
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    target: 'kubernetes',
    kept: [],
    servers: { many: { app: 2, stream: 2 } },
    remarks: [expect.stringContaining('No commit is known for')],
  });
});

test('the commits of the lock go before those of the preset', async () => {
  const cwd = workspace('hubs-foundation');
  const commit = '0123456789abcdef0123456789abcdef01234567';
  writeFileSync(
    path.join(cwd, 'metaton.lock'),
    JSON.stringify({ services: { dialog: { repository: 'https://github.com/me/dialog.git', commit } } }),
  );
  const folder = await exported(cwd, 'compose');
  expect(JSON.stringify(projectIn(folder).services['dialog'])).toContain(`https://github.com/me/dialog.git#${commit}`);
});

test('every document of YAML is read without a warning', async () => {
  const folder = await readOnly('hubs-foundation', 'kubernetes', '--users', '300');
  for (const file of filesIn(folder).filter((each) => each.endsWith('.yaml'))) {
    const read = parseAllDocuments(readFileSync(path.join(folder, file), 'utf8'));
    expect(read.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  }
});
