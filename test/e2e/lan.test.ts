/** Other devices: a second host of a real network opens the stack, or is kept out. */
import { createHash, X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumWords, trustInChromium } from '../helpers/chromium.ts';
import { type Finished, makeFolder, metaton, start } from '../helpers/cli.ts';
import { hasTool } from '../helpers/tools.ts';
import { canMakeHosts, makeHosts, type TwoHosts } from '../helpers/two-hosts.ts';
import { checkoutNames, layCheckouts, sourceWords } from '../helpers/workspace.ts';

/** Two or three starts of a whole stack in one test, ms. */
const severalStartsMs = 240_000;

const isPossible = canMakeHosts();
const missing = ['chromium', 'certutil'].filter((tool) => !hasTool(tool));

interface Answer {
  readonly status?: number;
  readonly error?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

describe.skipIf(!isPossible)(`other devices${isPossible ? '' : ' (needs root, Linux and ip)'}`, () => {
  const folder = makeFolder();
  let checkouts = '';
  let hosts: TwoHosts;

  const ask = (...words: string[]): Promise<Finished> =>
    metaton(words, {
      cwd: folder.path,
      node: hosts.stack.node,
      env: { METATON_DATA_FOLDER: path.join(folder.path, 'data') },
    });
  const git = (name: string, ...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...words], {
      cwd: path.join(checkouts, name),
      encoding: 'utf8',
    });
  const certs = (): string => path.join(folder.path, 'certs');
  const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
  /** All that is to be as it was. */
  const traces = (): unknown => ({
    certs: readdirSync(certs()).map((name) => {
      const file = path.join(certs(), name);
      return [name, statSync(file).mode, hashOf(file)];
    }),
    checkouts: checkoutNames.map((name) => [
      git(name, 'status', '--porcelain', '--ignored'),
      git(name, 'diff'),
      git(name, 'ls-files', '--others')
        .split('\n')
        .filter((file) => /(?:\.env|\.pem)$/.test(file))
        .map((file) => [file, hashOf(path.join(checkouts, name, file))]),
    ]),
    authority: hashOf(path.join(folder.path, 'data/authority/ca.pem')),
  });
  const fromDevice = (urls: readonly string[]): Readonly<Record<string, Answer>> =>
    JSON.parse(
      hosts.device.run(
        process.execPath,
        [path.resolve('test/fixtures/programs/asks-by-tls.mjs'), path.join(certs(), 'ca.pem')],
        JSON.stringify(urls),
      ),
    ) as Record<string, Answer>;

  const at = '10.77.0.1';
  /** All that a browser asks. */
  const pages = [
    `https://${at}:4000/?skipadmin`,
    `https://${at}:4000/admin`,
    `https://${at}:4000/spoke`,
    `https://${at}:4000/api/v1/meta`,
    `https://${at}:8080/index.html`,
    `https://${at}:8989/admin.html`,
    `https://${at}:9090/index.html`,
  ];
  const media = `https://${at}:4443/`;
  /** Postgres, PostgREST, the orders of dialog, the console of reticulum. */
  const inner = [5432, 3000, 3001, 7000, 4370].map((port) => `http://${at}:${port}/`);

  beforeAll(async () => {
    hosts = makeHosts(folder.path);
    checkouts = await layCheckouts(folder.path);
    for (const name of checkoutNames) {
      git(name, 'init', '--quiet');
      git(name, 'add', '--all');
      git(name, 'commit', '--quiet', '--message', 'Begin');
    }
    const init = await ask('init', ...sourceWords(checkouts));
    expect(init.stderr).toMatch(/All is in place/);
  });

  afterAll(async () => {
    await ask('down');
    hosts[Symbol.dispose]();
    folder[Symbol.dispose]();
  });

  test(
    'are kept out until somebody agrees to let them in, and are not let in by halves',
    { timeout: severalStartsMs },
    async () => {
      const before = traces();
      expect(await ask('up', '--detach')).toMatchObject({ code: 0 });
      for (const [url, answer] of Object.entries(fromDevice([...pages, media, ...inner])))
        expect([url, answer]).toEqual([url, { error: 'ECONNREFUSED' }]);
      // The services that run would stay as they are.
      expect(await ask('up', '--lan', '--yes')).toMatchObject({ code: 1 });
      expect((await ask('config')).stdout).not.toContain(at);
      expect((await ask('certs', '--devices')).stderr).toMatch(/open to this machine alone[^]*metaton up --lan/);
      await ask('down');

      const asked = await ask('up', '--lan');
      expect(asked.code).toBe(1);
      expect(asked.stderr).toMatch(/nobody has agreed[^]*sign in as anybody[^]*--yes/);
      const foreign = await ask('up', '--lan', '--yes', '--host', '10.99.0.1');
      expect(foreign.stderr).toMatch(
        /10\.99\.0\.1 is not an address of this machine[^]*this machine has 10\.77\.0\.1 \(eth0\)/,
      );
      expect(await ask('up', '--lan', '--yes', '--dry-run')).toMatchObject({ code: 0 });
      expect(traces()).toEqual(before);
      expect((await ask('config')).stdout).not.toContain(at);
    },
  );

  test(
    'open every page by TLS once they are let in, and everything is as before when they no longer are',
    { timeout: severalStartsMs },
    async () => {
      const before = traces();
      const up = await ask('up', '--lan', '--yes', '--detach', '--verify');
      expect(up.stderr).toContain(`Other devices of this network open https://${at}:4000`);
      expect(up).toMatchObject({ code: 0 });

      const answers = fromDevice([...pages, media, ...inner]);
      for (const url of pages) expect([url, answers[url]?.status]).toEqual([url, 200]);
      expect(answers[media]?.status).toBe(404);
      for (const url of inner) expect([url, answers[url]]).toEqual([url, { error: 'ECONNREFUSED' }]);
      const shown = new X509Certificate(readFileSync(path.join(certs(), 'cert.pem'))).subjectAltName;
      expect(shown).toContain(`IP Address:${at}`);

      // All commands see the same hosts, and none of them has anything to mend.
      expect((await ask('config')).stdout).toMatch(/host +10\.77\.0\.1 +up --lan/);
      expect(await ask('patch', '--check')).toMatchObject({ code: 0 });
      expect((await ask('ps')).stdout).toContain(`https://${at}:4000`);
      const doctor = await ask('doctor', '--json', '--only', 'net', 'patch', 'cert.leaf', 'cert.copies', 'cert.served');
      const { checks } = JSON.parse(doctor.stdout) as { checks: readonly { id: string; status: string }[] };
      expect(checks.filter(({ status }) => status === 'fail' || status === 'warn').map(({ id }) => id)).toEqual([
        'net.firewall',
      ]);
      expect(await ask('certs')).toMatchObject({ code: 0 });
      expect(await ask('login', 'a@example.org', '--print')).toMatchObject({
        stdout: expect.stringContaining(`https://${at}:4000/?auth`) as unknown,
      });
      await ask('down');

      const closed = await ask('up', '--no-lan', '--detach');
      // It is metaton's own edit that is another by now, and nobody's hand.
      expect(up.stderr + closed.stderr).not.toMatch(/by hand/);
      expect(closed).toMatchObject({ code: 0 });
      for (const [url, answer] of Object.entries(fromDevice([...pages, media])))
        expect([url, answer]).toEqual([url, { error: 'ECONNREFUSED' }]);
      await ask('down');
      expect(traces()).toEqual(before);
      expect(await ask('patch', '--check')).toMatchObject({ code: 0 });
    },
  );

  describe('that are let in', () => {
    // Agreed to before or not: with --yes nobody is asked.
    beforeAll(async () => {
      expect(await ask('up', '--lan', '--yes', '--detach')).toMatchObject({ code: 0 });
    });

    afterAll(async () => {
      await ask('down');
    });

    test('get the authority from a page of its own, which is there for as long as it is asked for', async () => {
      const page = start(['certs', '--devices'], {
        cwd: folder.path,
        node: hosts.stack.node,
        env: { METATON_DATA_FOLDER: path.join(folder.path, 'data') },
      });
      await page.saw(/to be compared/);
      const origin = `http://${at}:4040`;
      const files = ['/', '/metaton.mobileconfig', '/metaton.crt', '/metaton.pem'];
      const answers = fromDevice([...files, '/../certs/key.pem', '/key.pem'].map((file) => origin + file));
      const [html, profile, der, pem] = files.map((file) => answers[origin + file]);
      const text = (answer: Answer | undefined): string => Buffer.from(answer?.body ?? '', 'base64').toString();
      const authority = new X509Certificate(readFileSync(path.join(certs(), 'ca.pem')));
      expect(text(html)).toContain(`https://${at}:4000`);
      expect(text(html)).toContain(authority.fingerprint256);
      expect(html?.headers?.['content-security-policy']).toContain("default-src 'none'");
      expect(profile?.headers?.['content-type']).toBe('application/x-apple-aspen-config');
      expect(text(profile)).toContain(authority.raw.toString('base64'));
      expect(der?.headers?.['content-type']).toBe('application/x-x509-ca-cert');
      expect(new X509Certificate(Buffer.from(der?.body ?? '', 'base64')).fingerprint256).toBe(authority.fingerprint256);
      expect(new X509Certificate(text(pem)).fingerprint256).toBe(authority.fingerprint256);
      for (const [url, answer] of Object.entries(answers)) {
        expect(text(answer)).not.toContain('PRIVATE');
        if (url.endsWith('key.pem')) expect(answer.status).toBe(404);
      }
      const curl = (...words: string[]): string =>
        hosts.stack.run('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...words]);
      expect(curl('-H', 'Host: evil.example', origin)).toBe('421');
      expect(() => curl('http://127.0.0.1:4040')).toThrow();
      page.process.kill('SIGTERM');
      await page.finished;
      expect(fromDevice([origin])).toEqual({ [origin]: { error: 'ECONNREFUSED' } });
    });

    test.skipIf(missing.length > 0)(
      `see the whole stack in a browser that trusts the authority${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
      () => {
        const home = path.join(folder.path, 'home');
        trustInChromium(home, path.join(certs(), 'ca.pem'));
        const words = chromiumWords(home, `https://${at}:4000/?skipadmin`, '--virtual-time-budget=15000');
        const shown = hosts.device.run('env', [`HOME=${home}`, 'chromium', ...words]);
        const states = [...shown.matchAll(/<li data-state="(\w+)"><b>([\w-]+)<\/b>/g)].map(([, state, name]) => [
          name,
          state,
        ]);
        expect(Object.fromEntries(states)).toEqual({
          reticulum: 'good',
          postgres: 'good',
          postgrest: 'closed',
          dialog: 'good',
          hubs: 'good',
          admin: 'good',
          spoke: 'good',
        });
      },
    );

    test('are told to nobody when the address goes: the run says so, and what to do', async () => {
      const log = path.join(folder.path, '.metaton/logs/metaton.log');
      const from = readFileSync(log, 'utf8').length;
      const said = async (pattern: RegExp): Promise<void> => {
        await expect
          .poll(() => readFileSync(log, 'utf8').slice(from), { timeout: 40_000, interval: 250 })
          .toMatch(pattern);
      };
      hosts.loseAddress();
      await said(/10\.77\.0\.1, where other devices reach the stack, is not an address of this machine any more/);
      const doctor = await ask('doctor', '--only', 'net.lan-ip');
      expect(doctor.stdout + doctor.stderr).toMatch(/not an address of this machine any more[^]*metaton up --lan/);
      hosts.regainAddress();
      await said(/10\.77\.0\.1 is back/);
      await ask('down');

      hosts.loseAddress();
      const gone = await ask('up');
      expect(gone.code).toBe(1);
      expect(gone.stderr).toMatch(/not an address of this machine any more[^]*metaton up --no-lan/);
      hosts.regainAddress();
    });
  });
});
