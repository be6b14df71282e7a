/** Brings a package of npm with programs in it: npm knows registries, mirrors, proxies and its own cache. */
import type { Machine } from '../model/machine.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { commandFailed } from '../model/problems/process.ts';
import type { PackageWish, Step } from '../model/step.ts';
import { folderOf } from '../model/folder-of.ts';

/** A package is some 25 MB, ms. */
const withinMs = 600_000;

/** It has its name only when it is whole: what npm has only begun is begun anew. */
export async function providePackage(
  { name, version, into, node, isOffline, service }: PackageWish,
  { title }: Step,
  { machine, signal }: { readonly machine: Machine; readonly signal: AbortSignal },
): Promise<Result<{ readonly didChange: boolean }>> {
  const { files, processes } = machine;
  if ((await files.read(`${into}/version`)) === version) return ok({ didChange: false });
  await files.remove(into);
  await files.makeFolder(into, 0o755);
  const args = [
    'install',
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefix',
    into,
  ];
  const { exit, output } = await processes.run(
    {
      program: 'npm',
      args: [...args, ...(isOffline ? ['--offline'] : ['--prefer-offline']), `${name}@${version}`],
      cwd: into,
      env: {},
      path: [folderOf(node)],
      scrub: [],
    },
    withinMs,
    signal,
  );
  if (exit.code !== 0 && !signal.aborted) return failed(commandFailed(title, exit, output, service));
  if (!signal.aborted) await files.write(`${into}/version`, version);
  return ok({ didChange: true });
}
