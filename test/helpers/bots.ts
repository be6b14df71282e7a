/** Workspaces whose only services are programs from `test/fixtures/programs`. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Run, type RunOptions, start } from './cli.ts';

/** A workspace whose authority is not the tester's own. */
export const inside = (folder: string): RunOptions => ({
  cwd: folder,
  env: { METATON_DATA_FOLDER: path.join(folder, 'user data') },
});

/** The command line of a program. */
export const programWords = (name: string, ...args: readonly string[]): readonly string[] => [
  'node',
  path.resolve('test/fixtures/programs', name),
  ...args,
];

/** Writes a metaton.yaml with these programs as services; each is ready when it says so. */
export async function writeBots(folder: string, bots: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const services = Object.entries(bots).map(
    ([name, command]) => [name, { command, ready: { log: 'is here' } }] as const,
  );
  // JSON is YAML.
  await writeFile(path.join(folder, 'metaton.yaml'), JSON.stringify({ services: Object.fromEntries(services) }));
}

/** Starts them and waits until all are ready. */
export async function startBots(folder: string, bots: Readonly<Record<string, readonly string[]>>): Promise<Run> {
  await writeBots(folder, bots);
  const run = start(['up', '--only', ...Object.keys(bots)], inside(folder));
  await run.saw(/Ctrl-C stops everything/);
  return run;
}
