/** Which services have been run to be set up: they need not run for that again, and each start sees to it anyway. */
import type { Session } from '../model/session.ts';

const recordFile = (state: string): string => `${state}/set-up.json`;

/** Names of services, as long as this metaton wrote it. */
export async function readSetUp(
  state: string,
  { machine: { files }, installation: { version } }: Session,
): Promise<readonly string[]> {
  const text = await files.read(recordFile(state));
  if (text === undefined) return [];
  const record = JSON.parse(text) as { readonly version: string; readonly services: readonly string[] };
  return record.version === version ? record.services : [];
}

/** Remembers these beside those that are remembered. */
export async function keepSetUp(services: readonly string[], state: string, session: Session): Promise<void> {
  const { machine, installation } = session;
  const known = await readSetUp(state, session);
  const all = [...new Set([...known, ...services])].sort();
  if (all.length === known.length) return;
  const text = `${JSON.stringify({ version: installation.version, services: all })}\n`;
  await machine.files.write(recordFile(state), text, 0o600);
}
