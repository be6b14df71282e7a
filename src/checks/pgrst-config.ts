/** Are PostgREST's settings those of this workspace? */
import { defineCheck } from '../model/check.ts';
import { postgrestSettingsStale } from '../model/problems/check.ts';

/** Compares each file that would be written for it with the one that is there. */
export const pgrstConfig = defineCheck({
  id: 'pgrst.config',
  title: 'Settings of PostgREST',
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
      ? { status: 'fail', problem: postgrestSettingsStale(stale.path) }
      : { status: 'pass', note: files.map(({ path }) => path.replace(/.*\//, '')).join(', ') };
  },
});
