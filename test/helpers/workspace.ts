/** A workspace of miniatures for tests, with checkouts beside it, as a user has them. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeFiles } from '../../src/adapters/files.ts';

/** The services that have a checkout of their own. */
export const checkoutNames = ['reticulum', 'dialog', 'hubs', 'spoke'] as const;

/** Lays the miniatures out as `<folder>/checkouts/<id>`. */
export async function layCheckouts(folder: string): Promise<string> {
  const checkouts = path.join(folder, 'checkouts');
  const { copyTree } = makeFiles();
  for (const name of checkoutNames) {
    const target = path.join(checkouts, name);
    await copyTree(path.resolve('templates/miniature', name), target);
    await copyTree(path.resolve('dist/miniature', name), target);
  }
  return checkouts;
}

/** Words for `metaton init` that use the checkouts. */
export const sourceWords = (checkouts: string): readonly string[] => [
  '--source',
  ...checkoutNames.map((name) => `${name}=${path.join(checkouts, name)}`),
  '--runtime',
  `reticulum=${path.join(checkouts, 'reticulum', 'bin')}`,
  // The miniatures run on any Node.
  ...['dialog', 'hubs', 'hubs-admin', 'spoke'].map((name) => `${name}=${path.dirname(process.execPath)}`),
];

/** Writes a metaton.yaml that uses the checkouts, with more settings for single services. */
export async function writeSettings(
  folder: string,
  checkouts: string,
  more: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): Promise<void> {
  const services = Object.fromEntries(
    checkoutNames.map((name) => [
      name,
      {
        path: path.join(checkouts, name),
        ...(name === 'reticulum' ? { runtime: path.join(checkouts, name, 'bin') } : {}),
        ...more[name],
      },
    ]),
  );
  const others = Object.fromEntries(Object.entries(more).filter(([name]) => !(name in services)));
  // JSON is YAML.
  await writeFile(
    path.join(folder, 'metaton.yaml'),
    JSON.stringify({ services: { ...services, ...others } }, undefined, 2),
  );
}
