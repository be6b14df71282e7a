/** Lays the miniature stack out as a workspace. */
import { settingsFile } from '../config/find-workspace.ts';
import type { Session } from '../model/session.ts';
import { allServices } from '../services/index.ts';

/** The miniature's own `mix` is found before any other. */
const settings = `# The workspace of a demo: miniatures of the services, everything else as in life.
services:
  reticulum: { runtime: ./services/reticulum/bin }
# The one that came with metaton: nothing is fetched.
postgrest: { version: 12.0.2 }
`;

/** Copies the miniatures of all services with a checkout of their own into `folder`. Works without git. */
export async function layMiniature({ machine: { files }, installation }: Session, folder: string): Promise<void> {
  await files.makeFolder(`${folder}/services`);
  const names = allServices.filter(({ source }) => source?.kind === 'checkout').map(({ name }) => name);
  await Promise.all(
    names.map(async (name) => {
      await files.copyTree(`${installation.root}/templates/miniature/${name}`, `${folder}/services/${name}`);
      await files.copyTree(`${installation.root}/dist/miniature/${name}`, `${folder}/services/${name}`);
    }),
  );
  await files.write(`${folder}/${settingsFile}`, settings);
}
