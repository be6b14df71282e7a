/** What services print on its way to a reader that takes its time. */
import { spawn } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../helpers/cli.ts';

const count = 400_000;

/** Memory that a process has used at the most, MiB; only Linux can tell. */
async function peakMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

const inside = (folder: string, name: string): string => path.join(folder, '.metaton', 'logs', name);

test.skipIf(process.platform !== 'linux')(
  'a flood is not lost, torn or piled up in memory when nobody reads for a while',
  async () => {
    using folder = makeFolder();
    const flood = [process.execPath, path.resolve('test/fixtures/programs/flood.mjs'), String(count)];
    const settings = { services: { flood: { command: flood, restart: 'never' } } };
    await writeFile(path.join(folder.path, 'metaton.yaml'), JSON.stringify(settings));
    const run = spawn(process.execPath, [path.resolve('dist/main.js'), 'up', '--only', 'flood'], {
      cwd: folder.path,
      env: { ...process.env, METATON_DATA_FOLDER: path.join(folder.path, 'user data') },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // The log stops growing: everybody waits for the one that does not read.
    const kept = async (): Promise<number> =>
      readdir(inside(folder.path, '')).then(
        async (names) => (await Promise.all(names.map((name) => readFile(inside(folder.path, name))))).join('').length,
        () => 0,
      );
    let before = -1;
    await expect
      .poll(
        async () => {
          const size = await kept();
          const hasStopped = size > 0 && size === before;
          before = size;
          return hasStopped;
        },
        { interval: 500, timeout: 30_000 },
      )
      .toBe(true);
    expect(await peakMiB(run.pid ?? 0)).toBeLessThan(250);
    // Most of the flood has not been printed yet.
    expect(before).toBeLessThan(40_000_000);

    const blocks: Buffer[] = [];
    for await (const block of run.stdout) blocks.push(block as Buffer);
    const bytes = Buffer.concat(blocks);
    const numbers = [...bytes.toString().matchAll(/^flood \| line (\d+) ✓ é{40}$/gm)].map(([, number]) =>
      Number(number),
    );
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(bytes.includes(Buffer.from([0x7c, 0x20, 0x00, 0xff, 0xc3, 0x0a]))).toBe(true);
    expect(bytes.includes(`\nflood | ${'x'.repeat(10_000_000)}\n`)).toBe(true);
    expect(bytes.toString()).toContain('flood | 10%\r20%\rall said\n');
  },
);
