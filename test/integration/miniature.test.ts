/** The miniature services behave as their real counterparts do, each run by itself. */
import { createHmac, createSign } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  ask,
  cleanUp,
  cleanUpOverlay,
  edit,
  initPostgres,
  layMiniature,
  type KeyPair,
  permsKeys,
  type Program,
  run,
  runNode,
  until,
  writeCertificate,
} from '../helpers/miniature-rig.ts';
import { freePort } from '../helpers/free-port.ts';

afterEach(cleanUp);
afterAll(cleanUpOverlay);

const WEBPACK = ['node_modules/webpack/bin/webpack.js', 'serve', '--mode=development'];

describe('hubs and its admin panel', () => {
  async function hubs(env: Record<string, string> = {}): Promise<{ port: number; program: Program; folder: string }> {
    const folder = await layMiniature('hubs');
    await writeCertificate(path.join(folder, 'certs'));
    await edit(
      path.join(folder, 'webpack.config.js'),
      ['const localDevHost = "hubs.local";', 'const localDevHost = "localhost";'],
      ['"hubs-proxy.local:4000"', '"localhost:4000"'],
    );
    const port = await freePort();
    const options = ['--env', 'localDev=1', '--host', '127.0.0.1', '--port', String(port)];
    return { port, program: runNode([...WEBPACK, ...options], { cwd: folder, env }), folder };
  }

  test('open their port at once, lie on HEAD and hold GET until the bundle is there', async () => {
    const compiling = await hubs({ MINIATURE_FAULT: 'never-ready' });
    await compiling.program.line(/^<i> \[webpack-dev-server\] Loopback: https:\/\/localhost:\d+\/$/);
    const held = ask(compiling.port, '/index.html').catch(() => 'never answered');
    await compiling.program.line(/wait until bundle finished: \/index\.html$/);
    const early = await ask(compiling.port, '/index.html', { method: 'HEAD' });
    expect([early.status, early.body]).toEqual([200, '']);
    compiling.program.kill('SIGTERM');
    expect(await held).toBe('never answered');

    const { port, program } = await hubs();
    const page = await until(
      () => ask(port, '/index.html').catch(() => undefined),
      (answer) => answer !== undefined,
    );
    await program.line(/^webpack 5\.99\.9 compiled successfully in \d+ ms$/);
    expect(page?.body).toMatch(/^<!-- .* META_TAGS -->$/m);
    expect((await ask(port, '/index.html', { method: 'HEAD' })).headers['etag']).toBe(early.headers['etag']);
    program.kill('SIGTERM');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.output()).toContain('Gracefully shutting down. To force exit, press ^C again. Please wait...');
  });

  test('serve every page that the main server asks for, with scripts of the patched host', async () => {
    const { port, program } = await hubs();
    await program.line(/compiled successfully/);
    const pages = [
      'index',
      'whats-new',
      'hub',
      'link',
      'scene',
      'avatar',
      'discord',
      'cloud',
      'signin',
      'verify',
      'tokens',
    ];
    const places = [...pages.map((name) => `/${name}.html`), '/hub.service.js', '/schema.toml'];
    const answers = await Promise.all(places.map((place) => ask(port, place)));
    expect(answers.map(({ status }) => status)).toEqual(places.map(() => 200));
    const script = /src="https:\/\/localhost:8080(\/assets\/js\/[^"]+)"/.exec(answers[0]?.body ?? '')?.[1] ?? '';
    const asset = await ask(port, script, { headers: { origin: 'https://localhost:4000' } });
    expect(asset.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'content-type': expect.stringContaining('application/javascript') as string,
    });
    expect(asset.body).toContain('"RETICULUM_SERVER":"localhost:4000"');
    expect(asset.body).not.toMatch(/hubs-proxy|hubs\.local/);
    const preflight = await ask(port, script, { method: 'OPTIONS', headers: { origin: 'https://localhost:4000' } });
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, undefined]);
    expect((await ask(port, '/index.html', { headers: { host: 'example.com' } })).status).toBe(403);
  });

  test('refuse the flags of webpack-dev-server 3', async () => {
    const folder = await layMiniature('hubs');
    const program = runNode([...WEBPACK, '--env', 'localDev=1', '--https', '--cert', 'certs/cert.pem'], {
      cwd: folder,
    });
    expect((await program.exited).code).toBe(2);
    expect(program.output()).toContain("[webpack-cli] Error: Unknown option '--cert'");
  });

  test('end when certs/ lacks a file or the port is taken', async () => {
    const first = await hubs();
    await first.program.line(/Loopback/);
    const options = ['--env', 'localDev=1', '--host', '127.0.0.1', '--port', String(first.port)];
    const second = runNode([...WEBPACK, ...options], { cwd: first.folder });
    expect((await second.exited).code).toBe(1);
    expect(second.output()).toContain(`listen EADDRINUSE: address already in use 127.0.0.1:${first.port}`);
    const bare = await layMiniature('hubs');
    await mkdir(path.join(bare, 'certs'));
    const third = runNode([...WEBPACK, '--env', 'localDev=1'], { cwd: bare });
    expect((await third.exited).code).toBe(2);
    expect(third.output()).toContain('ENOENT');
  });

  test('the admin panel has one page and nothing at the root', async () => {
    const folder = path.join(await layMiniature('hubs'), 'admin');
    await writeCertificate(path.join(folder, 'certs'));
    const port = await freePort();
    const program = runNode([...WEBPACK, '--env', 'local=1'], {
      cwd: folder,
      env: { PORT: String(port), HOST_IP: '127.0.0.1' },
    });
    await program.line(/compiled successfully/);
    expect(await ask(port, '/')).toMatchObject({ status: 404, body: 'Cannot GET /' });
    expect((await ask(port, '/admin.html')).body).toContain('https://hubs.local:8989/assets/js/admin.js');
  });

  test('fail on purpose as asked', async () => {
    const crashing = await hubs({ MINIATURE_FAULT: 'crash' });
    expect((await crashing.program.exited).code).toBe(3);
    const stubborn = await hubs({ MINIATURE_FAULT: 'ignore-sigterm' });
    await stubborn.program.line(/Loopback/);
    stubborn.program.kill('SIGTERM');
    expect((await ask(stubborn.port, '/index.html')).status).toBe(200);
  });
});

describe('spoke', () => {
  const WDS3 = ['node_modules/webpack-dev-server/bin/webpack-dev-server.js', '--mode', 'development'];

  test('takes its hosts from .env, its certificate from flags, and any flag without a word', async () => {
    const folder = await layMiniature('spoke');
    const { key, cert } = await writeCertificate(path.join(folder, 'certs'));
    await writeFile(
      path.join(folder, '.env'),
      'BASE_ASSETS_PATH="https://localhost:9090/"\nRETICULUM_SERVER="localhost:4000"\n',
    );
    const port = await freePort();
    const flags = ['--public', 'localhost:9090', '--nonsense', '--https', '--cert', cert, '--key', key];
    const env = { NODE_ENV: 'development', HOST_PORT: String(port), HOST_IP: '127.0.0.1' };
    const program = runNode([...WDS3, ...flags], { cwd: folder, env });
    const page = await until(
      () => ask(port, '/index.html').catch(() => undefined),
      (answer) => answer !== undefined,
    );
    expect(page?.body).toContain('https://localhost:9090/assets/js/entry.js');
    expect((await ask(port, '/assets/js/entry.js')).body).toContain('"RETICULUM_SERVER":"localhost:4000"');
    await program.line(/｢wds｣.*: Project is running at https:\/\/localhost:9090\/$/);
    await program.line(/｢wdm｣.*: Compiled successfully\.$/);
    program.kill('SIGTERM');
    expect((await program.exited).code).toBe(0);
  });

  test('reads the hosts of Mozilla in production, and has only dead ones by default', async () => {
    const folder = await layMiniature('spoke');
    await writeCertificate(path.join(folder, 'certs'));
    const show = "require('./webpack.config.js')({}); console.log(process.env.RETICULUM_SERVER)";
    const serverIn = async (mode: string): Promise<string> => {
      const program = runNode(['-e', show], { cwd: folder, env: { NODE_ENV: mode } });
      await program.exited;
      return program.output().trim();
    };
    expect(await Promise.all(['production', 'development'].map(serverIn))).toEqual([
      'hubs.mozilla.com',
      'dev.reticulum.io',
    ]);
  });
});

interface LaidDialog {
  readonly port: number;
  readonly adminPort: number;
  /** Starts it, once more each time, as a supervisor would. */
  readonly again: () => Program;
}

/** A dialog of its own ports, with all that it must be given; what it leaves for its next start is in its folder. */
async function layDialog(keys: KeyPair, env: Record<string, string>): Promise<LaidDialog> {
  const folder = await layMiniature('dialog');
  const { key, cert } = await writeCertificate(path.join(folder, 'certs'));
  await writeFile(path.join(folder, 'perms.pub.pem'), keys.publicKey);
  const [port, adminPort] = [await freePort(), await freePort()];
  const given = {
    INTERACTIVE: 'false',
    PROTOO_LISTEN_PORT: String(port),
    ADMIN_LISTEN_PORT: String(adminPort),
    HTTPS_CERT_FULLCHAIN: cert,
    HTTPS_CERT_PRIVKEY: key,
    AUTH_KEY: path.join(folder, 'perms.pub.pem'),
    TMPDIR: folder,
  };
  return { port, adminPort, again: () => runNode(['index.js'], { cwd: folder, env: { ...given, ...env } }) };
}

describe('dialog', () => {
  const DEBUG = '*mediasoup* *INFO* *WARN* *ERROR*';
  const keys = permsKeys();

  async function dialog(
    env: Record<string, string> = {},
  ): Promise<{ program: Program; port: number; adminPort: number }> {
    const { again, port, adminPort } = await layDialog(keys, { DEBUG, ...env });
    return { program: again(), port, adminPort };
  }

  function token(claims: object, algorithm: 'RS256' | 'RS512' = 'RS512', privateKey = keys.privateKey): string {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1000) + 300;
    const signed = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode({ exp, ...claims })}`;
    return `${signed}.${createSign(`RSA-SHA${algorithm.slice(2)}`)
      .update(signed)
      .sign(privateKey, 'base64url')}`;
  }

  /** Joins and returns the first `count` messages that follow. */
  async function join(port: number, peerId: string, data: object, count: number): Promise<unknown[]> {
    const address = `wss://127.0.0.1:${port}/?roomId=r&peerId=${peerId}`;
    const socket = new WebSocket(address, 'protoo', { rejectUnauthorized: false });
    await once(socket, 'open');
    const messages: unknown[] = [];
    const enough = new Promise<void>((resolve) => {
      socket.on('message', (text: Buffer) => {
        if (messages.push(JSON.parse(text.toString()) as unknown) === count) resolve();
      });
    });
    socket.send(JSON.stringify({ request: true, id: 1, method: 'join', data }));
    await enough;
    return messages;
  }

  test('says what it starts, in order, and answers on both ports', async () => {
    const { program, port, adminPort } = await dialog();
    await program.line(/mediasoup-demo-server:INFO running protoo WebSocketServer\.\.\.$/);
    expect(program.output()).toMatch(
      /running \d+ mediasoup Workers\.\.\.[\s\S]*worker process running \[pid:\d+\][\s\S]*running an HTTPS server\.\.\.[\s\S]*running an Admin HTTP server\.\.\./,
    );
    const meta = await fetch(`http://127.0.0.1:${adminPort}/meta`);
    expect(await meta.json()).toEqual({ cap: expect.any(Number) as number });
    expect(await ask(port, '/')).toMatchObject({
      status: 404,
      body: expect.stringContaining('Cannot GET /') as string,
    });
    program.kill('SIGTERM');
    expect(await program.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  test('accepts a good token', async () => {
    const { program, port } = await dialog();
    await program.line(/running protoo/);
    expect(await join(port, 'a', { token: token({ join_hub: true }) }, 1)).toEqual([
      { response: true, id: 1, ok: true, data: { peers: [] } },
    ]);
  });

  test.each([
    [
      'another key',
      () => token({ join_hub: true }, 'RS512', permsKeys().privateKey),
      'JsonWebTokenError: invalid signature',
    ],
    ['another algorithm', () => token({ join_hub: true }, 'RS256'), 'JsonWebTokenError: invalid algorithm'],
    ['an old token', () => token({ join_hub: true, exp: 1 }), 'TokenExpiredError: jwt expired'],
    ['no token', () => undefined, 'JsonWebTokenError: jwt must be provided'],
    ['no permission', () => token({ join_hub: false }), undefined],
  ])('refuses %s, and then lets it in after all', async (_case, make, errorReason) => {
    const { program, port } = await dialog();
    await program.line(/running protoo/);
    const refusal = errorReason === undefined ? { errorCode: 401 } : { errorCode: 500, errorReason };
    expect(await join(port, 'intruder', { token: make() }, 2)).toEqual([
      { response: true, id: 1, ...refusal },
      { response: true, id: 1, ok: true, data: { peers: [] } },
    ]);
    const [welcome] = await join(port, 'guest', { token: token({ join_hub: true }) }, 1);
    expect(welcome).toMatchObject({ data: { peers: [{ id: 'intruder' }] } });
  });

  test('runs without a key, and dies without a terminal or a certificate', async () => {
    const keyless = await dialog({ AUTH_KEY: '/nope.pem' });
    await keyless.program.line(
      /mediasoup-demo-server:ERROR authKey not set; jwt verification will not work\. \[Error: ENOENT/,
    );
    await keyless.program.line(/running protoo/);
    const [refusal] = await join(keyless.port, 'a', { token: token({ join_hub: true }) }, 1);
    expect(refusal).toMatchObject({ errorReason: 'JsonWebTokenError: secret or public key must be provided' });
    const interactive = await dialog({ INTERACTIVE: 'true' });
    expect((await interactive.program.exited).code).toBe(1);
    expect(interactive.program.output()).toContain('process.stdin.setRawMode is not a function');
    const certless = await dialog({ HTTPS_CERT_FULLCHAIN: '/nope.pem' });
    expect((await certless.program.exited).code).toBe(1);
    expect(certless.program.output()).toContain("Error: ENOENT: no such file or directory, open '/nope.pem'");
  });
});

describe('a fault on demand', () => {
  const keys = permsKeys();

  interface Faulty extends LaidDialog {
    readonly program: Program;
  }

  async function dialogWith(fault: string, env: Record<string, string> = {}): Promise<Faulty> {
    const { again, port, adminPort } = await layDialog(keys, { DEBUG: '*INFO*', MINIATURE_FAULT: fault, ...env });
    return { program: again(), again, port, adminPort };
  }

  const status = (port: number): Promise<number | undefined> =>
    fetch(`http://127.0.0.1:${port}/meta`).then(
      (answer) => answer.status,
      () => undefined,
    );

  test('crash-loop ends it each time, crash-once the first time of a run', async () => {
    const loop = await dialogWith('crash-loop');
    expect((await loop.program.exited).code).toBe(3);
    expect((await loop.again().exited).code).toBe(3);
    const once = await dialogWith('crash-once', { METATON_RUN: 'one run' });
    expect((await once.program.exited).code).toBe(3);
    for (let time = 2; time <= 3; time++) {
      const program = once.again();
      await program.line(/running protoo/);
      program.kill('SIGTERM');
      await program.exited;
    }
  });

  test('slow-start lets it listen only when its time has come', async () => {
    const { program, adminPort } = await dialogWith('slow-start', { MINIATURE_FAULT_MS: '1500' });
    await program.line(/running an HTTPS server/);
    expect(await status(adminPort)).toBeUndefined();
    await program.line(/running protoo/);
    expect(await status(adminPort)).toBe(200);
  });

  test('bad-then-good answers with 500 first', async () => {
    const { program, adminPort } = await dialogWith('bad-then-good', { MINIATURE_FAULT_COUNT: '2' });
    await program.line(/running protoo/);
    const answers = [await status(adminPort), await status(adminPort), await status(adminPort)];
    expect(answers).toEqual([500, 500, 200]);
  });

  test('half-lines ends a line late, flood prints 200,000', async () => {
    const half = await dialogWith('half-lines');
    await half.program.line(/^half of a line, and the other half$/);
    const full = await dialogWith('flood');
    await full.program.line(/^flood 200000$/);
    expect(full.program.output().match(/^flood \d+$/gm)).toHaveLength(200_000);
    await full.program.line(/running protoo/);
  });

  test('closes-stdout says no more and runs on', async () => {
    const { adminPort, program } = await dialogWith('closes-stdout');
    await until(
      () => status(adminPort),
      (answer) => answer === 200,
    );
    expect(program.output()).not.toMatch(/running/);
  });

  test.skipIf(process.platform === 'win32')('grandchildren outlive it, one in its group and one outside', async () => {
    const { program } = await dialogWith('grandchildren');
    const said = await program.line(/^grandchildren: /);
    const [near, far] = (said.match(/\d+/g) ?? []).map(Number);
    if (near === undefined || far === undefined) throw new Error(said);
    await program.line(/running protoo/);
    program.kill('SIGKILL');
    for (const pid of [near, far]) process.kill(pid, 'SIGTERM');
    // Signal 0 throws where nobody is left. The group of one that has left it has its own number.
    for (const target of [near, far, -far]) expect(process.kill(target, 0)).toBe(true);
    expect(() => process.kill(-near, 0)).toThrow(/ESRCH/);
    for (const pid of [near, far]) process.kill(pid, 'SIGKILL');
    await program.exited;
  });

  test('wrong-key refuses every token', async () => {
    const { program, port } = await dialogWith('wrong-key');
    await program.line(/running protoo/);
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1000) + 300;
    const signed = `${encode({ alg: 'RS512', typ: 'JWT' })}.${encode({ exp, join_hub: true })}`;
    const token = `${signed}.${createSign('RSA-SHA512').update(signed).sign(keys.privateKey, 'base64url')}`;
    const address = `wss://127.0.0.1:${port}/?roomId=r&peerId=a`;
    const socket = new WebSocket(address, 'protoo', { rejectUnauthorized: false });
    await once(socket, 'open');
    const answer = once(socket, 'message');
    socket.send(JSON.stringify({ request: true, id: 1, method: 'join', data: { token } }));
    expect(String((await answer)[0])).toContain('JsonWebTokenError: invalid signature');
  });
});

describe('reticulum', () => {
  const mix = (folder: string, words: string[], env: Record<string, string> = {}): Program =>
    run([path.join(folder, 'bin/mix'), ...words], { cwd: folder, env });

  async function reticulum(
    port: number,
    pages: { hubs: number; spoke: number } = { hubs: 1, spoke: 1 },
  ): Promise<string> {
    const folder = await layMiniature('reticulum');
    const { key, cert } = await writeCertificate(path.join(folder, 'priv/cert'));
    await edit(
      path.join(folder, 'config/dev.exs'),
      [
        'host = "hubs.local"\ncors_proxy_host = "hubs-proxy.local"',
        'host = "localhost"\ncors_proxy_host = "localhost"',
      ],
      ['"#{File.cwd!()}/priv/dev-ssl.key"', `"${key}"`],
      ['"#{File.cwd!()}/priv/dev-ssl.cert"', `"${cert}"`],
      ['    port: 4000,\n    otp_app', `    ip: {127, 0, 0, 1},\n    port: ${port},\n    otp_app`],
    );
    await edit(path.join(folder, 'config/runtime.exs'), [':8080"', `:${pages.hubs}"`], [':9090"', `:${pages.spoke}"`]);
    await mix(folder, ['deps.get']).exited;
    return folder;
  }

  test('mix knows the tasks of an installation and wants its dependencies first', async () => {
    const folder = await layMiniature('reticulum');
    const early = mix(folder, ['phx.server']);
    expect((await early.exited).code).toBe(1);
    expect(early.output()).toContain("** (Mix) Can't continue due to errors on dependencies");
    const tasks = [['local.hex', '--force'], ['local.rebar', '--force'], ['deps.get'], ['deps.compile'], ['compile']];
    for (const task of tasks) expect((await mix(folder, task).exited).code, task.join(' ')).toBe(0);
    expect((await stat(path.join(folder, 'deps'))).isDirectory()).toBe(true);
  });

  test('an empty DIALOG_PORT ends it', async () => {
    const program = mix(await reticulum(0), ['phx.server'], { DIALOG_PORT: '' });
    expect((await program.exited).code).toBe(1);
    expect(program.output()).toContain('1st argument: not a textual representation of an integer');
    expect(program.output()).toContain(':erlang.binary_to_integer("")');
  });

  test('its whole life beside a real Postgres', async () => {
    const [pgPort, port, hubsPort, spokePort] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const folder = await reticulum(port, { hubs: hubsPort, spoke: spokePort });
    const env = {
      PGPORT: String(pgPort),
      DIALOG_HOSTNAME: 'localhost',
      DIALOG_PORT: '4443',
      HUBS_CLIENT_INTERNAL_HOSTNAME: 'localhost',
      SPOKE_INTERNAL_HOSTNAME: 'localhost',
    };
    const cluster = await initPostgres(pgPort);

    // Waits for a database that is not there, that does not know it, and goes on by itself.
    const first = mix(folder, ['phx.server'], env);
    await first.line(
      /^\[error\] Postgrex\.Protocol \(#PID<[\d.]+>\) failed to connect: \*\* \(DBConnection\.ConnectionError\) tcp connect \(localhost:\d+\): connection refused - :econnrefused$/,
    );
    const postgres = cluster.start();
    await postgres.line(/ready to accept connections/);
    await first.line(
      /failed to connect: \*\* \(Postgrex\.Error\) FATAL 3D000 \(invalid_catalog_name\) database "ret_dev" does not exist$/,
    );
    const create = mix(folder, ['ecto.create'], env);
    expect((await create.exited).code).toBe(0);
    expect(create.output()).toBe(
      'The database for Ret.Repo has been created\nThe database for Ret.SessionLockRepo has already been created\n',
    );
    await first.line(/^\[info\] == Running 20190904000046 Ret\.Repo\.Migrations\.AdminSchemaInit\.change\/0 forward$/);
    await first.line(/^\[info\] == Migrated 20230129061719 in \d\.\ds$/);
    await first.line(/^\/usr\/bin\/df: storage\/dev: No such file or directory$/);
    await first.line(/^\[info\] Access RetWeb\.Endpoint at https:\/\/localhost:4000$/);

    // Answers for itself, and for pages only when their servers do.
    const meta = JSON.parse((await ask(port, '/api/v1/meta?include_repo=1')).body) as object;
    expect(meta).toMatchObject({
      phx_host: 'localhost',
      phx_port: '4000',
      repo: { accounts: { any: false, admin: false } },
    });
    expect(await ask(port, '/')).toMatchObject({ status: 302, headers: { location: '/admin' } });
    expect(await ask(port, '/?skipadmin')).toMatchObject({
      status: 503,
      body: 'Missing file index.html. Please try again.',
    });
    expect(await ask(port, '/health')).toMatchObject({ status: 500, body: 'error' });
    await startPages(hubsPort, spokePort);
    await until(
      () => ask(port, '/health'),
      ({ status }) => status === 200,
    );
    const page = await ask(port, '/?skipadmin');
    expect(page.body).toMatch(
      /META_TAGS -->\n<meta name="ret:version" content="1\.0\.0">\n<meta name="ret:phx_host" content="localhost">/,
    );
    expect(page.headers['content-security-policy']).toMatch(/connect-src [^;]*wss:\/\/localhost:4443/);
    const room = await ask(port, '/api/v1/hubs', {
      method: 'POST',
      body: JSON.stringify({ hub: { name: 'My room' } }),
    });
    expect(JSON.parse(room.body)).toMatchObject({
      status: 'ok',
      url: expect.stringMatching(/^https:\/\/localhost:4000\/\w{7}\/my-room$/) as string,
    });

    // Guards the admin interface in the order of the real one.
    const secret = /secret_key: "(.+)"/.exec(await readFile(path.join(folder, 'config/dev.exs'), 'utf8'))?.[1] ?? '';
    const accounts = (authorization?: string): ReturnType<typeof ask> =>
      ask(port, '/api/postgrest/accounts', authorization === undefined ? {} : { headers: { authorization } });
    expect(await accounts()).toMatchObject({ status: 401, body: '{"error":"unauthenticated"}' });
    expect(await accounts('Bearer garbage')).toMatchObject({ status: 401, body: '{"error":"invalid_token"}' });
    expect(await accounts(`Bearer ${loginToken('1', secret)}`)).toMatchObject({ status: 401, body: 'Not authorized' });
    const admin = await ownQuery(pgPort, 'INSERT INTO ret0.accounts (is_admin) VALUES (true) RETURNING account_id');
    const unsigned = await accounts(`Bearer ${loginToken(admin, secret)}`);
    expect(unsigned).toMatchObject({ status: 500, body: expect.stringContaining('ArgumentError') as string });

    // A second one of the same port ends; the first one stops cleanly and finds nothing to migrate when it comes back.
    const rival = mix(folder, ['phx.server'], env);
    expect((await rival.exited).code).toBe(1);
    expect(rival.output()).toContain('{:listen_error, RetWeb.Endpoint.HTTPS, :eaddrinuse}');
    first.kill('SIGTERM');
    expect(await first.exited).toEqual({ code: 0, signal: null });
    expect(first.output()).toContain('[notice] SIGTERM received - shutting down');
    // With the host of files as the host of pages, every page is looked for among the files, and /health says ok.
    await edit(path.join(folder, 'config/dev.exs'), ['"hubs-assets.local"', '"localhost"']);
    const second = mix(folder, ['phx.server'], env);
    await second.line(/^\[info\] Migrations already up$/);
    await second.line(/Access RetWeb\.Endpoint/);
    await until(
      () => ask(port, '/health'),
      ({ status }) => status === 200,
    );
    expect((await ask(port, '/?skipadmin')).status).toBe(500);
    second.kill('SIGTERM');
    await second.exited;

    // `mix ecto.migrate` on a fresh database does the harm that it does in life.
    await ownQuery(pgPort, 'DROP DATABASE ret_dev', 'postgres');
    await mix(folder, ['ecto.create'], env).exited;
    expect((await mix(folder, ['ecto.migrate'], env).exited).code).toBe(0);
    const broken = mix(folder, ['phx.server'], env);
    expect((await broken.exited).code).toBe(1);
    expect(broken.output()).toContain('ERROR 42P07 (duplicate_table)');
  });

  async function startPages(hubsPort: number, spokePort: number): Promise<void> {
    const hubs = await layMiniature('hubs');
    const spoke = await layMiniature('spoke');
    await Promise.all([hubs, spoke].map((folder) => writeCertificate(path.join(folder, 'certs'))));
    runNode([...WEBPACK, '--env', 'localDev=1', '--host', '127.0.0.1', '--port', String(hubsPort)], { cwd: hubs });
    const env = { HOST_IP: '127.0.0.1', HOST_PORT: String(spokePort) };
    runNode(['node_modules/webpack-dev-server/bin/webpack-dev-server.js'], { cwd: spoke, env });
  }

  function loginToken(accountId: string, secret: string): string {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { aud: 'ret', iss: 'ret', sub: accountId, typ: 'access', exp: Math.floor(Date.now() / 1000) + 60 };
    const signed = `${encode({ alg: 'HS512', typ: 'JWT' })}.${encode(claims)}`;
    return `${signed}.${createHmac('sha512', secret).update(signed).digest('base64url')}`;
  }

  /** The first value of the first row. */
  async function ownQuery(port: number, query: string, database = 'ret_dev'): Promise<string> {
    const { Client } = (await import('pg')).default;
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password: 'postgres', database });
    await client.connect();
    const { rows } = await client.query<Record<string, string>>(query);
    await client.end();
    return Object.values(rows[0] ?? {})[0] ?? '';
  }
});
