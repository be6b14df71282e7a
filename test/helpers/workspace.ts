/** A workspace of miniatures for tests, with checkouts beside it, as a user has them. */
import { cp, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The services that have a checkout of their own. */
export const checkoutNames = ['reticulum', 'dialog', 'hubs', 'spoke'] as const;

/** Lays the miniatures out as `<folder>/checkouts/<id>`. */
export async function layCheckouts(folder: string): Promise<string> {
  const checkouts = path.join(folder, 'checkouts');
  await mkdir(checkouts, { recursive: true });
  for (const name of checkoutNames) {
    const target = path.join(checkouts, name);
    await cp(path.resolve('templates/miniature', name), target, { recursive: true });
    await cp(path.resolve('dist/miniature', name), target, { recursive: true });
    for (const file of await readdir(target))
      if (file === '_gitignore') await rename(path.join(target, file), path.join(target, '.gitignore'));
  }
  return checkouts;
}

/** Words for `metaton init` that use the checkouts. */
export const sourceWords = (checkouts: string): readonly string[] => [
  '--source',
  ...checkoutNames.map((name) => `${name}=${path.join(checkouts, name)}`),
  '--runtime',
  `reticulum=${path.join(checkouts, 'reticulum', 'bin')}`,
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
