/** What a visitor sees, in a real browser. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadInChromium, trustInChromium } from '../helpers/chromium.ts';
import { makeFolder, start } from '../helpers/cli.ts';
import { hasTool } from '../helpers/tools.ts';

const missing = ['chromium', 'certutil'].filter((tool) => !hasTool(tool));

test.skipIf(missing.length > 0)(
  `a browser that trusts the authority opens the world, the admin panel and Spoke${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`,
  async () => {
    using folder = makeFolder();
    const world = path.join(folder.path, 'world');
    const run = start(['demo', '--keep', world]);
    await run.saw(/Ctrl-C stops everything/);
    const stranger = path.join(folder.path, 'stranger');
    mkdirSync(stranger);
    expect(await loadInChromium(stranger, 'https://localhost:4000/?skipadmin')).not.toMatch(/miniature/i);

    const home = path.join(folder.path, 'home');
    trustInChromium(home, path.join(world, 'certs/ca.pem'));
    for (const page of ['?skipadmin', 'admin', 'spoke'])
      expect(await loadInChromium(home, `https://localhost:4000/${page}`)).toMatch(/miniature/i);

    run.process.kill('SIGTERM');
    await run.finished;
  },
);
