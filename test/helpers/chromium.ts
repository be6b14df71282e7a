/** A real browser. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** Words for a Chromium whose home is `home`, to print the document of a page; that of an error where it is refused. */
export const chromiumWords = (home: string, url: string, ...flags: readonly string[]): readonly string[] => [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--user-data-dir=${path.join(home, 'profile')}`,
  '--virtual-time-budget=5000',
  '--dump-dom',
  ...flags,
  url,
];

/** Has a Chromium trust an authority, by the store in its home. */
export function trustInChromium(home: string, authority: string): void {
  const store = path.join(home, '.local/share/pki/nssdb');
  mkdirSync(store, { recursive: true });
  const certutil = (...words: string[]): Buffer =>
    execFileSync('certutil', ['-d', `sql:${store}`, ...words], { stdio: 'pipe' });
  certutil('-N', '--empty-password');
  certutil('-A', '-t', 'C,,', '-n', 'metaton', '-i', authority);
}

/** Loads a page in a Chromium, and answers its document. */
export async function loadInChromium(home: string, url: string, ...flags: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('chromium', chromiumWords(home, url, ...flags), {
    encoding: 'utf8',
    env: { ...process.env, HOME: home },
  });
  return stdout;
}
