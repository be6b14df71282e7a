/** `metaton cost` through the built program: text, documents, files, refusals. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, metaton } from '../helpers/cli.ts';

const example = ['cost', '--users', '500', '--hours', '4', '--days', '2'];
const list = { source: 'AWS', date: '2027-01-31', currency: 'EUR', region: 'eu-central-1' };

describe('metaton cost', () => {
  test('answers three flags with servers, phases and a total, and needs no workspace', async () => {
    const { code, stdout, stderr } = await metaton(example);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Take Enterprise 2x2 c5.xlarge: 2 app + 2 streaming servers, $1.080 an hour for');
    expect(stdout).toMatch(/^Total +\$36\.67 to \$53\.95$/m);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test("shows the guide's own figures with --as-published", async () => {
    const { stdout } = await metaton([...example, '--as-published']);
    expect(stdout).toMatch(/^Max total event cost +\$215\.81 +~ \$216\.80$/m);
  });

  test('is one document with --json', async () => {
    const { code, stdout } = await metaton([...example, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      servers: { instance: 'c5.xlarge', layout: '2x2' },
      total: { min: 36.672, max: 53.952 },
    });
  });

  test('draws a picture, says so on stderr, and draws none in a dry run', async () => {
    using folder = makeFolder();
    const dry = await metaton([...example, '--svg', 'cost.svg', '--dry-run'], { cwd: folder.path });
    expect(dry.stderr).toContain('Would write cost.svg.');
    expect(readdirSync(folder.path)).toEqual([]);
    const { code, stderr } = await metaton([...example, '--svg', 'cost.svg'], { cwd: folder.path });
    expect([code, stderr.trim()]).toEqual([0, 'Wrote cost.svg.']);
    expect(readFileSync(path.join(folder.path, 'cost.svg'), 'utf8')).toMatch(
      /^<svg [^]*c5\.xlarge \$53\.95[^]*<\/svg>\s*$/,
    );
  });

  test("takes a user's prices, before or after the name of a command below it", async () => {
    using folder = makeFolder();
    const file = path.join(folder.path, 'prices.json');
    const rows = [
      { instance: 't3.medium', pricePerHour: 0.048 },
      { instance: 'c5.xlarge', pricePerHour: 0.194 },
    ];
    writeFileSync(file, JSON.stringify({ ...list, rows }));
    expect((await metaton([...example, '--prices', file])).stdout).toMatch(/^Total +27\.84 EUR to 40\.26 EUR$/m);
    expect((await metaton(['cost', 'charts', '--csv', '--prices', file])).stdout).toContain(
      '4,c5.xlarge,16,480,800,0.776,0.00097000,EUR,',
    );
  });

  test.each<[string, readonly string[], number, RegExp]>([
    ['no flags', ['cost'], 2, /--users is missing\.[^]*--hours is missing\./],
    ['a negative crowd', ['cost', '--users', '-5', '--hours', '4'], 2, /--users cannot be "-5"/],
    ['too large a crowd', ['cost', '--users', '76801', '--hours', '4'], 2, /--users 76801 .* 76800\./],
    ['an unknown type', [...example, '--instance', 'm5.large'], 2, /--instance m5\.large is not in/],
    ['a price list that is not there', [...example, '--prices', 'nowhere.json'], 2, /no price list nowhere\.json/],
    ['a picture in no folder', [...example, '--svg', 'no/where.svg'], 1, /--svg no\/where\.svg cannot be used/],
    ['an unknown order', ['cost', 'charts', '--sort', 'colour'], 2, /--sort cannot be "colour"/],
    ['a moment without an offset', ['cost', 'plan', '--on', '2027-03-01T18:00'], 2, /--on cannot be/],
    ['an unknown command', ['cost', 'less'], 2, /less|too many arguments/],
  ])('refuses %s', async (_, words, exit, message) => {
    using folder = makeFolder();
    const { code, stdout, stderr } = await metaton(words, { cwd: folder.path });
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('bug in metaton');
  });

  test('names the row and key of a malformed price list, in a document too', async () => {
    using folder = makeFolder();
    const file = path.join(folder.path, 'prices.json');
    writeFileSync(file, JSON.stringify({ ...list, rows: [{ instance: 'c5.xlarge', pricePerHour: 'free' }] }));
    const { code, stdout } = await metaton([...example, '--prices', file, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'problem',
      problem: {
        code: 'cost-prices-malformed',
        summary: expect.stringContaining('row 1 (c5.xlarge), key pricePerHour') as string,
      },
    });
  });
});

describe('metaton cost charts', () => {
  test('shows both charts', async () => {
    const { code, stdout } = await metaton(['cost', 'charts', '--sort', 'price']);
    expect(code).toBe(0);
    expect(stdout.match(/^c5\.24xlarge/gm)).toHaveLength(2);
  });

  test('is CSV with --csv and a document with --json', async () => {
    expect((await metaton(['cost', 'charts', '--csv'])).stdout.trimEnd().split('\n')).toHaveLength(31);
    const { stdout } = await metaton(['cost', 'charts', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ charts: [{ servers: 1 }, { servers: 4 }] });
  });
});

describe('metaton cost plan', () => {
  const words = ['cost', 'plan', '--on', '2099-03-01T18:00+01:00', '--users', '500', '--hours', '4'];

  test('says what to switch when', async () => {
    const { code, stdout, stderr } = await metaton(words);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Sun 2099-03-01 16:30  Go online: Offline Mode → Online; wait 10 minutes');
    expect(stdout).toContain('Sun 2099-03-01 17:00  Scale up, now at the latest: Server type → c5.xlarge');
  });

  test('is one document with --json', async () => {
    const { stdout } = await metaton([...words, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schedule: [{ at: '2099-03-01T16:30+01:00', kind: 'go-online' }, {}, {}, {}, {}],
    });
  });

  test('notes a schedule in the past', async () => {
    expect((await metaton(['cost', 'plan', '--on', '2020-03-01T18:00Z'])).stderr).toContain('begins in the past');
  });
});
