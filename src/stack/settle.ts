/** Makes a folder a workspace and remembers what the user said of it in metaton.yaml. */
import { pathToFileURL } from 'node:url';
import type { Assignment } from '../config/parse-assignments.ts';
import { findWorkspace, settingsFile } from '../config/find-workspace.ts';
import { loadConfig } from '../config/load-config.ts';
import { changeSettings, type SettingChange } from '../config/write-settings.ts';
import type { Files } from '../model/machine.ts';
import { parseRepository, repositoryText } from '../model/preset.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { directoryMissing, sourceMissing } from '../model/problems/config.ts';
import { sourceRefInPlace } from '../model/problems/source.ts';
import { dockerWord } from '../model/toolchain.ts';
import type { Session } from '../model/session.ts';

/** What the user said, as far as words go. */
export interface Said {
  readonly sources: readonly Assignment[];
  readonly runtimes: readonly Assignment[];
  /** All else. */
  readonly changes: readonly SettingChange[];
}

/** A workspace, and the session in which its settings are as the user has said. */
export interface Settled {
  readonly workspace: string;
  readonly session: Session;
}

/** Writes the settings where they differ. Bad settings are refused before any is written. */
export async function settle(session: Session, { sources, runtimes, changes: others }: Said): Promise<Result<Settled>> {
  const { machine, directory, environment } = session;
  const { files } = machine;
  if ((await files.kind(directory)) !== 'folder') return failed(directoryMissing(directory));
  const found = await Promise.all(sources.map((source) => findSource(files, source)));
  const problems = found.flatMap((result) => (result.ok ? [] : result.problems));
  const changes = [
    ...found.flatMap((result) => (result.ok ? result.value : [])),
    ...runtimes.flatMap(runtimeChange),
    ...others,
  ];
  const sound = okUnless(problems, undefined);
  if (!sound.ok) return sound;
  const around = await findWorkspace(files, directory);
  const workspace = around.ok ? around.value : directory;
  const present = await loadConfig(files, workspace, environment);
  if (!present.ok) return present;
  return ok({ workspace, session: await remember(session, workspace, changes) });
}

const runtimeChange = (runtime: Assignment): readonly SettingChange[] =>
  runtime.kind === 'url'
    ? []
    : [
        {
          keys: ['services', runtime.service, 'runtime'],
          value: runtime.kind === 'folder' ? runtime.folder : dockerWord,
        },
      ];

/** Changes metaton.yaml; with `--dry-run` only for those who read it in the session that is answered. */
export async function remember(
  session: Session,
  workspace: string,
  changes: readonly SettingChange[],
): Promise<Session> {
  const { machine, options } = session;
  const { files } = machine;
  const file = `${workspace}/${settingsFile}`;
  const text = await files.read(file);
  const wanted = changeSettings(text ?? '', changes);
  if (options.dryRun) {
    const read: Files['read'] = (path) => (path === file ? Promise.resolve(wanted) : files.read(path));
    const kind: Files['kind'] = (path) => (path === file ? Promise.resolve('file') : files.kind(path));
    return { ...session, machine: { ...machine, files: { ...files, read, kind } } };
  }
  if (text !== wanted) await files.write(file, wanted);
  return session;
}

/** A folder with a work tree is used in place; all else is cloned. One of the two settings takes the other's place. */
async function findSource(files: Files, source: Assignment): Promise<Result<readonly SettingChange[]>> {
  const cloned = (url: string): Result<readonly SettingChange[]> =>
    ok([
      { keys: ['services', source.service, 'source'], value: url },
      { keys: ['services', source.service, 'path'], value: undefined },
    ]);
  if (source.kind === 'docker') return ok([]);
  if (source.kind === 'url') return cloned(source.url);
  const isWhole = (await files.kind(source.folder)) === 'folder';
  const { url: folder, ref } = isWhole ? { url: source.folder, ref: undefined } : parseRepository(source.folder);
  const problem = await judgeFolder(files, source.service, folder, ref);
  if (problem) return failed(problem);
  if (await isBare(files, folder)) return cloned(repositoryText({ url: pathToFileURL(folder).href, ref }));
  return ok([
    { keys: ['services', source.service, 'path'], value: folder },
    { keys: ['services', source.service, 'source'], value: undefined },
  ]);
}

async function judgeFolder(
  files: Files,
  service: string,
  folder: string,
  ref: string | undefined,
): Promise<Problem | undefined> {
  if ((await files.kind(folder)) !== 'folder') return sourceMissing(service, folder);
  if (ref !== undefined && !(await isBare(files, folder))) return sourceRefInPlace(service, folder, ref);
  return undefined;
}

/** A repository without a work tree. */
async function isBare(files: Files, folder: string): Promise<boolean> {
  const kinds = await Promise.all(['HEAD', 'objects', 'refs'].map((name) => files.kind(`${folder}/${name}`)));
  return kinds.join(' ') === 'file folder folder';
}
