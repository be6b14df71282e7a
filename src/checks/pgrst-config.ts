/** Are PostgREST's settings those of this workspace? */
import { defineCheck } from '../model/check.ts';

/** Compares each file that would be written for it with the one that is there. */
export const pgrstConfig = defineCheck({
  id: 'pgrst.config',
  title: 'Settings of PostgREST',
  why: 'With a wrong role, key or path of the role claim it refuses every token.',
  look: async ({ machine, services, values }) => {
    const tasks = services.find(({ name }) => name === 'postgrest')?.prepare?.(values) ?? [];
    const writes = tasks.flatMap(({ action }) => (action.kind === 'write-file' ? [action] : []));
    return Promise.all(
      writes.map(async ({ path, text }) => ({ path, isSame: (await machine.files.read(path)) === text })),
    );
  },
  judge: (files) => {
    const stale = files.find(({ isSame }) => !isSame);
    return stale
      ? {
          status: 'fail',
          summary: 'The settings of PostgREST are missing or not those of this workspace.',
          detail: stale.path,
          fix: {
            text: 'Write them anew.',
            command: 'metaton init',
            mend: { kind: 'prepare', services: ['postgrest'], only: ['make-folder', 'write-file'] },
          },
        }
      : { status: 'pass', note: files.map(({ path }) => path.replace(/.*\//, '')).join(', ') };
  },
});
