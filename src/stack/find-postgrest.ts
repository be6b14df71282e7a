/** Looks for PostgREST on this machine, by reading and asking programs for their version. */
import { tryProgram, whyUnfit } from '../engine/provide-tool.ts';
import { stateFolder, type Workspace } from '../model/config.ts';
import type { Session } from '../model/session.ts';
import type { PostgrestFinds } from '../model/stack-values.ts';
import type { FoundProgram } from '../model/tool.ts';
import { absolute } from '../plan/stack-values.ts';

/** Nothing is asked whose answer does not count: a program that the user names goes before all others. */
export async function findPostgrest({ folder, config, origins }: Workspace, session: Session): Promise<PostgrestFinds> {
  const { bin, version, mirror } = config.postgrest;
  const { machine, installation } = session;
  const wishes = {
    wanted: version,
    isWantedByUser: origins.has('postgrest.version'),
    mirror,
    bundled: installation.postgrest,
  };
  if (bin !== undefined)
    return { ...wishes, given: await ask(absolute(bin, folder), session), onPath: undefined, brought: [] };
  const [brought, onPath] = await Promise.all([
    broughtVersions(`${stateFolder(folder)}/bin`, machine.files),
    machine.processes.find('postgrest', []),
  ]);
  return {
    ...wishes,
    given: undefined,
    onPath: onPath === undefined ? undefined : await ask(onPath, session),
    brought,
  };
}

async function ask(program: string, { machine, installation }: Session): Promise<FoundProgram> {
  const why = await whyUnfit(program, `${installation.platform}-${installation.architecture}`, machine);
  return why === undefined ? { program, ...(await tryProgram(program, machine)) } : { program, why };
}

/** Those in place: a program gets its name when all else is done. */
async function broughtVersions(folder: string, files: Session['machine']['files']): Promise<readonly string[]> {
  const versions = (await files.list(folder)).flatMap((name) => /^postgrest-([\d.]+)$/.exec(name)?.[1] ?? []);
  const programs = await Promise.all(versions.map((version) => files.list(`${folder}/postgrest-${version}`)));
  return versions.filter((_, index) => programs[index]?.some((name) => /^postgrest(\.exe)?$/.test(name)));
}
