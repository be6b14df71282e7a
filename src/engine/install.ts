/** Installs the dependencies of a service, and remembers for which lockfile, runtime and platform. */
import { dirname } from 'node:path';
import type { InstallRecord } from '../model/facts.ts';
import type { Files, Machine } from '../model/machine.ts';
import { failed, ok, type Result, withKnown } from '../model/problem.ts';
import { installFailed } from '../model/problems/runtime.ts';
import type { PlannedInstall } from '../model/step.ts';
import { withoutSecrets } from './mask-secrets.ts';
import type { FailureMatcher } from './match-failures.ts';
import type { Progress } from './progress.ts';

/** Where the last install of a service is remembered. */
const installRecord = (state: string, service: string): string => `${state}/installs/${service}.json`;

/** What is remembered of it. */
export async function rememberedInstall(
  files: Files,
  state: string,
  service: string,
): Promise<InstallRecord | undefined> {
  const text = await files.read(installRecord(state, service));
  // Only this file writes it, in one piece.
  return text === undefined ? undefined : (JSON.parse(text) as InstallRecord);
}

/** Says beforehand that it has begun, so that half an install is known for one. */
export async function install(
  planned: PlannedInstall,
  { machine, failures }: { readonly machine: Machine; readonly failures: FailureMatcher },
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { service, record, gitConfig } = planned;
  const { files } = machine;
  const present = record && (await files.read(record.file));
  const earlier = present === undefined ? undefined : (JSON.parse(present) as InstallRecord);
  // An install that was cut off may have changed it: what it was before that counts.
  const before = earlier?.isDone === false ? earlier.gitConfig : await files.read(gitConfig).catch(() => undefined);
  await remember(files, record, { isDone: false, gitConfig: before });
  for (const command of planned.commands) {
    const { exit, output } = await machine.processes.run(command, planned.timeoutMs, signal, lastLineOf(progress));
    if (signal.aborted) return ok(undefined);
    if (exit.code === 0) continue;
    await putBack(files, gitConfig, before);
    const words = [command.program, ...command.args].join(' ');
    const problem = installFailed(service, words, exit, withoutSecrets(output));
    return failed(withKnown(problem, failures.explain(output, 'log', service)));
  }
  await putBack(files, gitConfig, before);
  await remember(files, record, { isDone: true });
  return ok(undefined);
}

async function remember(
  files: Files,
  record: PlannedInstall['record'],
  what: Omit<InstallRecord, 'key'>,
): Promise<void> {
  if (!record) return;
  await files.makeFolder(dirname(record.file), 0o700);
  await files.write(record.file, `${JSON.stringify({ key: record.key, ...what })}\n`, 0o600);
}

/** Takes out hooks that a package has put into the checkout's git settings, and nothing else. */
async function putBack(files: Files, gitConfig: string, before: string | undefined): Promise<void> {
  if (before === undefined) return;
  const now = await files.read(gitConfig);
  if (now === undefined || now === before) return;
  if (withoutHooks(now) === withoutHooks(before)) await files.write(gitConfig, before);
}

const withoutHooks = (config: string): string =>
  config
    .split('\n')
    .filter((line) => !/^\s*hooksPath\s*=/i.test(line))
    .join('\n');

const lastLineOf =
  (progress: Progress) =>
  (text: string): void => {
    const line = text
      .split(/[\r\n]+/)
      .findLast((each) => each.trim() !== '')
      ?.trim();
    if (line !== undefined) progress(undefined, line);
  };
