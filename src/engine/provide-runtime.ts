/** Finds what a service runs on, or brings it: named, from a version manager, on PATH, from npm. */
import type { Machine } from '../model/machine.ts';
import { ok, type Result } from '../model/problem.ts';
import { wishOf, type FoundRuntime } from '../model/toolchain.ts';
import type { WantedRuntime } from '../model/step.ts';
import { findElixir } from './find-elixir.ts';
import { findNode } from './find-node.ts';
import type { Runtime, RuntimeGround } from './installed-versions.ts';
import { provideImage } from './provide-image.ts';

/** Where a service's runtime is remembered. */
const runtimeRecord = (folder: string, service: string): string => `${folder}/${service}.json`;

/** Finds it and remembers where. */
export async function provideRuntime(wanted: WantedRuntime, ground: RuntimeGround): Promise<Result<FoundRuntime>> {
  const { runtime, service, named, folder, forInstall } = wanted;
  const { files } = ground.machine;
  await files.makeFolder(folder, 0o700);
  const found = await find(wanted, ground);
  if (!found.ok) return found;
  const record: FoundRuntime = { wish: wishOf(runtime, named, forInstall), ...found.value };
  await files.write(runtimeRecord(folder, service), `${JSON.stringify(record, undefined, 2)}\n`, 0o600);
  return ok(record);
}

async function find(wanted: WantedRuntime, ground: RuntimeGround): Promise<Result<Runtime>> {
  const { runtime, named, container } = wanted;
  if (runtime.kind === 'node') return findNode({ ...wanted, runtime }, ground);
  if (named !== undefined && container) {
    const image = await provideImage({ ...wanted, runtime, named, container }, ground);
    if (!image.ok) return image;
  }
  return findElixir({ ...wanted, runtime }, ground);
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
