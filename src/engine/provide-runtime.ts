/** Finds what a service runs on, or brings it: named, from a version manager, on PATH, from npm. */
import type { Machine } from '../model/machine.ts';
import { ok, type Result } from '../model/problem.ts';
import { wishOf, type FoundRuntime } from '../model/toolchain.ts';
import type { WantedRuntime } from '../model/step.ts';
import { findElixir } from './find-elixir.ts';
import { findNode } from './find-node.ts';
import type { RuntimeGround } from './installed-versions.ts';

/** Where a service's runtime is remembered. */
const runtimeRecord = (folder: string, service: string): string => `${folder}/${service}.json`;

/** Finds it and remembers where. */
export async function provideRuntime(wanted: WantedRuntime, ground: RuntimeGround): Promise<Result<FoundRuntime>> {
  const { runtime, service, named, folder, forInstall } = wanted;
  const found =
    runtime.kind === 'node'
      ? await findNode({ ...wanted, runtime }, ground)
      : await findElixir({ ...wanted, runtime }, ground);
  if (!found.ok) return found;
  const record: FoundRuntime = { wish: wishOf(runtime, named, forInstall), ...found.value };
  const { files } = ground.machine;
  await files.makeFolder(folder, 0o700);
  await files.write(runtimeRecord(folder, service), `${JSON.stringify(record, undefined, 2)}\n`, 0o600);
  return ok(record);
}

/** The runtime that is remembered, unless a folder of it has gone. */
export async function rememberedRuntime(
  { files }: Machine,
  folder: string,
  service: string,
): Promise<FoundRuntime | undefined> {
  const text = await files.read(runtimeRecord(folder, service));
  if (text === undefined) return undefined;
  // Only this file writes it, in one piece.
  const record = JSON.parse(text) as FoundRuntime;
  const kinds = await Promise.all(record.path.map((each) => files.kind(each)));
  return kinds.every((kind) => kind === 'folder') ? record : undefined;
}
