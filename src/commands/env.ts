/** `metaton env ID`: the environment of a service, for running it by hand. */
import type { Environment } from '../model/command.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { environmentFileMissing, nothingToStart } from '../model/problems/environment.ts';
import type { Session } from '../model/session.ts';
import type { Shell } from '../model/shell-environment.ts';
import { shellEnvironment } from '../plan/shell-environment.ts';
import { shellText } from '../report/shell-text.ts';
import { openStack } from '../stack/open-stack.ts';

/** Needs certificates and keys, and nothing that runs. */
export async function env(id: string, shell: Shell, session: Session): Promise<Result<void>> {
  const stack = await openStack(session, { only: [id], except: [] });
  if (!stack.ok) return stack;
  const service = stack.value.services.find(({ name }) => name === id);
  const environment = service && shellEnvironment(service, { ...stack.value, installation: session.installation });
  if (!environment) return failed(nothingToStart(id));
  const missing = await missingFiles(environment.set, session);
  if (missing.length > 0) return failed(environmentFileMissing(id, missing));
  session.report.text(shellText(environment, shell));
  session.report.document({ ...environment });
  return ok(undefined);
}

async function missingFiles(set: Environment, { machine }: Session): Promise<readonly string[]> {
  const files = Object.values(set).flatMap((value) => (typeof value === 'string' ? [] : [value.file]));
  const found = await Promise.all(files.map((file) => machine.files.exists(file)));
  return files.filter((_, index) => found[index] !== true);
}
