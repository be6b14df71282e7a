/** A real browser. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** Loads a page in a Chromium whose home is `home`, and answers its document; that of an error where it is refused. */
export async function loadInChromium(home: string, url: string, ...flags: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    'chromium',
    [
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
    ],
    { encoding: 'utf8', env: { ...process.env, HOME: home } },
  );
  return stdout;
}
