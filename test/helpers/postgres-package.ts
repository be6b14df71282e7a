/** Other major versions of Postgres, from npm, kept for the next run. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { otherBuilds, postgresPackages } from '../../src/model/postgres-builds.ts';

/** One of each major; 14 is the one that metaton itself brings. */
const versions: Readonly<Record<string, string>> = { ...otherBuilds, '17': '17.10.0-beta.17' };

/** Folder of the package with the programs of a major. */
export async function postgresPackage(major: '14' | '17'): Promise<string> {
  const name = postgresPackages[`${process.platform}-${process.arch}`] ?? '';
  const folder = path.join(tmpdir(), `metaton-test-postgres-${versions[major] ?? ''}`);
  const inside = path.join('node_modules', name);
  if (existsSync(folder)) return path.join(folder, inside);
  const beside = `${folder}.${process.pid}`;
  await mkdir(beside, { recursive: true });
  const args = ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--prefix', beside];
  await promisify(execFile)('npm', [...args, `${name}@${versions[major] ?? ''}`], { cwd: beside });
  await rename(beside, folder).catch(() => rm(beside, { recursive: true }));
  return path.join(folder, inside);
}
