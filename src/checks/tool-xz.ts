/** Can a PostgREST that has to be downloaded be unpacked? */
import { defineMachineCheck } from '../model/check.ts';
import { installFix, packageManager } from './shared/programs.ts';

/** Its archives are compressed with xz. */
export const toolXz = defineMachineCheck({
  id: 'tool.xz',
  title: 'xz',
  why: 'PostgREST comes as an archive that only xz unpacks, where it has to be downloaded.',
  look: async (ground) => ({
    hasPostgrest: ground.installation.postgrest !== undefined,
    path: await ground.machine.processes.find('xz', []),
    manager: await packageManager(ground),
  }),
  judge: ({ hasPostgrest, path, manager }) => {
    if (path !== undefined) return { status: 'pass', note: path };
    if (hasPostgrest) return { status: 'skip', because: 'PostgREST is here already' };
    return {
      status: 'warn',
      summary: 'xz is not to be found.',
      fix: installFix('Install xz.', manager, { others: 'xz', 'apt-get': 'xz-utils' }),
    };
  },
});
