/** The dashboard of a running stack, in a real browser. */
import { chmod, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, metaton, type Run, start } from '../helpers/cli.ts';
import { barriersOf, browserProgram, hasBrowser, looks, openBrowser } from '../helpers/dashboard-page.ts';
import { useLink } from '../helpers/sign-in-link.ts';

const note = hasBrowser ? '' : ` (needs ${browserProgram})`;

/** The address that a run has shown. */
async function addressOf(run: Run): Promise<string> {
  let url = '';
  run.process.stdout?.on('data', (part: Buffer) => {
    url ||= /^Dashboard {2}(http:\/\/127\.0\.0\.1:\d+\/\?t=[\w-]{43})$/m.exec(part.toString())?.[1] ?? '';
  });
  await run.saw(/^Dashboard {2}http/m);
  return url;
}

/** Opens it, and fails with the test where a script of the page fails. */
async function open(
  context: BrowserContext,
  url: string,
): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1280, height: 1000 });
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (said) => {
    if (said.type() === 'error' && !/ERR_|Failed to load resource/.test(said.text())) errors.push(said.text());
  });
  await page.goto(url);
  return { page, errors };
}

describe.skipIf(!hasBrowser)(`a service of one's own${note}`, () => {
  const folder = makeFolder();
  let run: Run;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  const program = `
    import { existsSync } from 'node:fs';
    console.log('\\u001b[31mred\\u001b[0m <script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">');
    console.log('[warn] needle 42 in the hay');
    for (let number = 0; number < 3000; number++) console.log('hay ' + number);
    if (existsSync('fail')) {
      console.log('Error: ENOSPC: no space left on device, write');
      process.exitCode = 3;
    } else {
      console.log('is here');
      setInterval(() => {}, 1000);
    }
  `;
  const row = (): ReturnType<Page['locator']> => page.locator('[data-service=bot]');
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const sees = (text: RegExp): Promise<void> => row().getByText(text).waitFor();

  beforeAll(async () => {
    const command = [process.execPath, 'bot.mjs'];
    const bot = { command, ready: { log: 'is here' }, restart: 'never' };
    const other = { command: [process.execPath, '-e', "console.log('other is up'); setInterval(() => {}, 1000)"] };
    await writeFile(path.join(folder.path, 'bot.mjs'), program);
    await writeFile(path.join(folder.path, 'metaton.yaml'), JSON.stringify({ services: { bot, other } }));
    run = start(['up', '--only', 'bot', 'other'], {
      cwd: folder.path,
      env: { METATON_DATA_FOLDER: path.join(folder.path, 'user') },
    });
    const url = await addressOf(run);
    browser = await openBrowser();
    ({ page, errors } = await open(await browser.newContext(), url));
  });

  afterAll(async () => {
    await browser.close();
    run.process.kill('SIGTERM');
    await run.finished;
    folder[Symbol.dispose]();
  });

  test('is seen to become ready, with its address clean of the token', async () => {
    await sees(/ready/);
    expect(new URL(page.url()).search).toBe('');
    await page.getByText('All ready 2/2').waitFor();
    await expect.poll(() => page.title()).toBe('All ready 2/2 · metaton');
  });

  test('prints text, whatever it looks like', async () => {
    await page.getByLabel('Search').fill('hacked');
    await page.getByText('red <script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">').waitFor();
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  });

  test('is searched by words, by a regular expression, by level and by service', async () => {
    const count = page.locator('#search-state');
    await page.getByLabel('Search').fill('NEEDLE 42');
    await count.getByText(/^1 of \d+ lines/).waitFor();
    expect(await page.locator('.log mark').textContent()).toBe('needle 42');
    await page.getByLabel('Search').fill('ne+dle \\d+ in|^other');
    await count.getByText(/^0 of/).waitFor();
    await page.getByLabel('Regular expression').check();
    await count.getByText(/^2 of/).waitFor();
    await page.getByLabel('other', { exact: true }).uncheck();
    await count.getByText(/^1 of/).waitFor();
    await page.getByLabel('Search').fill('(');
    await count.getByText('This is no regular expression.').waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Level').selectOption('warn');
    await count.getByText(/^1 of/).waitFor();
    await page.getByLabel('Level').selectOption('all');
    await page.getByLabel('other', { exact: true }).check();
    await page.getByLabel('Regular expression').uncheck();
  });

  test('has lines that a link leads to, of which only those in view are in the page', async () => {
    expect(await page.locator('.line').count()).toBeLessThan(120);
    const line = page.locator('.line', { hasText: 'hay 2990' });
    const id = await line.getAttribute('data-line');
    const link = new URL(`/#line-${id ?? ''}`, page.url()).href;
    const { page: other, errors: wrong } = await open(page.context(), link);
    await other.getByLabel('The line that is chosen').getByText('hay 2990').waitFor();
    await other.locator('.line.selected').waitFor();
    await other.locator('.log').press('ArrowUp');
    await other.getByLabel('The line that is chosen').getByText('hay 2989').waitFor();
    expect(wrong).toEqual([]);
    await other.close();
  });

  test('is started anew, and nothing moves in a pause', async () => {
    const pid = await row().getByRole('cell').nth(2).textContent();
    await press('Pause');
    await press('Restart bot');
    await expect.poll(() => row().getByRole('cell').nth(2).textContent()).not.toBe(pid);
    await sees(/ready/);
    await page.getByText(/\d+ new since the pause/).waitFor();
    await press('Pause');
    // The focus stays where it was.
    await page.getByRole('button', { name: 'Restart bot', exact: true }).focus();
    await press('Restart bot');
    await page.getByText('bot is ready', { exact: true }).waitFor({ state: 'attached' });
    expect(await page.locator(':focus').textContent()).toBe('Restart bot');
  });

  test('that falls says why, what that means, and comes back', async () => {
    await writeFile(path.join(folder.path, 'fail'), '');
    await press('Restart bot');
    await sees(/crashed \(exit code 3\)/);
    const trouble = page.locator('[data-trouble=bot]');
    await trouble.getByText('The disk is full.').waitFor();
    await trouble.getByText('Make room').first().waitFor();
    await page
      .getByText(/^Degraded|✗ Degraded/)
      .first()
      .waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await rm(path.join(folder.path, 'fail'));
    await press('Start bot');
    await sees(/ready/);
  });

  test('is found by other terminals of the same user, and by nobody else', async () => {
    const file = path.join(folder.path, '.metaton/run/dashboard.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { token } = JSON.parse(await readFile(file, 'utf8')) as { readonly token: string };
    const { stdout, code } = await metaton(['dashboard', '--print'], { cwd: folder.path });
    expect([code, stdout.trim().endsWith(`/?t=${token}`)]).toEqual([0, true]);
    for (const name of await readdir(path.join(folder.path, '.metaton/logs')))
      expect(await readFile(path.join(folder.path, '.metaton/logs', name), 'utf8')).not.toContain(token);
  });

  test('is still to be read when metaton has been killed', async () => {
    run.process.kill('SIGKILL');
    await page.getByText(/^Disconnected/).waitFor();
    expect(await page.locator('.line').count()).toBeGreaterThan(10);
    expect(await page.getByRole('button', { name: 'Restart bot' }).getAttribute('aria-disabled')).toBe('true');
    expect(errors).toEqual([]);
  });
});

test('who wants no dashboard has none; one in the background is shown, and its token kept in no log', async () => {
  using folder = makeFolder();
  const inside = { cwd: folder.path, env: { METATON_DATA_FOLDER: path.join(folder.path, 'user') } };
  const talker = { command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'] };
  await writeFile(path.join(folder.path, 'metaton.yaml'), JSON.stringify({ services: { talker } }));
  expect(await metaton(['dashboard'], inside)).toMatchObject({ code: 4 });

  const off = await metaton(['up', '--only', 'talker', '--detach', '--no-dashboard'], inside);
  expect([off.code, off.stdout]).toEqual([0, expect.not.stringContaining('Dashboard')]);
  const none = await metaton(['dashboard', '--print'], inside);
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('no dashboard')]);
  await metaton(['down'], inside);

  const on = await metaton(['up', '--only', 'talker', '--detach'], inside);
  const [, token = 'none'] = /^Dashboard {2}http:\/\/127\.0\.0\.1:\d+\/\?t=([\w-]{43})$/m.exec(on.stdout) ?? [];
  expect((await metaton(['dashboard', '--print'], inside)).stdout).toContain(token);
  for (const name of await readdir(path.join(folder.path, '.metaton/logs')))
    expect(await readFile(path.join(folder.path, '.metaton/logs', name), 'utf8')).not.toContain(token);
  await metaton(['down'], inside);
  expect(await readdir(path.join(folder.path, '.metaton/run'))).not.toContain('dashboard.json');
});

describe.skipIf(!hasBrowser)(`the whole miniature stack${note}`, () => {
  const folder = makeFolder();
  const world = path.join(folder.path, 'world');
  let run: Run;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    run = start(['demo', '--keep', world]);
    const url = await addressOf(run);
    browser = await openBrowser();
    ({ page, errors } = await open(await browser.newContext(), url));
  });

  afterAll(async () => {
    await browser.close();
    run.process.kill('SIGTERM');
    await run.finished;
    folder[Symbol.dispose]();
  });

  test('is watched from its first step until all is ready', async () => {
    await page.getByText(/Starting \d\/7/).waitFor();
    await page.getByText('All ready 7/7').waitFor();
    const links = await page.getByLabel('The world').getByRole('link').all();
    expect(await Promise.all(links.map((link) => link.getAttribute('href')))).toEqual([
      'https://localhost:4000/?skipadmin',
      'https://localhost:4000/admin',
      'https://localhost:4000/spoke',
    ]);
    await page.getByText(/^\d+ steps, /).click();
    await page
      .getByRole('row', { name: /Patch reticulum/ })
      .first()
      .waitFor();
  });

  test('is looked at by the doctor, who mends what it may', async () => {
    const secret = path.join(world, 'certs/perms.pem');
    await page.locator('[data-doctor=done]').waitFor();
    await page.getByText(/\d+ failed, \d+ warnings, \d+ passed/).waitFor();
    await chmod(secret, 0o644);
    await page.getByRole('button', { name: 'Look again' }).click();
    const defect = page.locator('[data-check="key.mode-alg"]');
    await defect.getByText(secret).first().waitFor();
    await defect.getByRole('button', { name: /^Fix/ }).click();
    await defect.waitFor({ state: 'detached' });
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    // What a person or an administrator has to do is said, and has no button.
    for (const check of await page.locator('[data-check]').all())
      if (/sudo|certs --trust/.test((await check.textContent()) ?? ''))
        expect(await check.getByRole('button').count()).toBe(0);
  });

  test('shows a sign-in link that signs in, and no secret of it in its lines', async () => {
    await run.saw(/Ctrl-C stops everything/);
    const address = `odd+x'y@example.org`;
    await metaton(['login', address, '--print'], { cwd: world });
    const link = page.getByRole('link', { name: `Open the sign-in link for ${address}` });
    const href = (await link.getAttribute('href')) ?? '';
    const [event] = await useLink(href, world);
    expect(event).toBe('auth_credentials');
    await page.getByLabel('Search').fill('sign-in link: metaton login');
    await page
      .locator('#search-state')
      .getByText(/^[1-9]\d* of/)
      .waitFor();
    await page.getByLabel('Search').fill(new URL(href).searchParams.get('auth_token') ?? '');
    await page.locator('#search-state').getByText(/^0 of/).waitFor();
    await page.getByLabel('Search').fill('');
  });

  test.each(looks)('leaves nobody out: $name', async ({ colorScheme, width, name }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 1000 });
    expect(await barriersOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.evaluate('scrollTo(0, 0)');
    const folder = process.env['METATON_SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: path.join(folder, `dashboard-${name}.png`) });
  });

  test('is steered without a mouse', async () => {
    await page.setViewportSize({ width: 1280, height: 1000 });
    await page.reload();
    await page.getByText('All ready 7/7').waitFor();
    await page.keyboard.press('Tab');
    const focused = (): Promise<string | null> => page.locator(':focus').textContent();
    expect(await focused()).toMatch(/Skip to/);
    for (let presses = 0; (await focused()) !== 'Stop spoke' && presses < 60; presses++)
      await page.keyboard.press('Tab');
    expect(await focused()).toBe('Stop spoke');
    await page.keyboard.press('Enter');
    await page.locator('[data-service=spoke]').getByText('stopped').waitFor();
    expect(await focused()).toBe('Stop spoke');
    await page.getByRole('button', { name: 'Start spoke', exact: true }).focus();
    await page.keyboard.press('Space');
    await page.locator('[data-service=spoke]').getByText('ready').waitFor();
  });

  test('says so when it ends, and keeps what was seen', async () => {
    run.process.kill('SIGTERM');
    await page.getByText(/^The stack has ended/).waitFor();
    expect(await page.locator('.line').count()).toBeGreaterThan(10);
    expect(errors).toEqual([]);
  });
});
