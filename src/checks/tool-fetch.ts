/** Are the programs there that fetch code and dependencies? */
import { defectOf, defineCheck } from '../model/check.ts';
import { programMissing } from '../model/problems/process.ts';
import { folderOf } from '../model/folder-of.ts';

/** Only what is still to be fetched needs them. */
export const toolFetch = defineCheck({
  id: 'tool.fetch',
  title: 'Programs that fetch code and dependencies',
  why: 'Without git there is no code, and without npm there are no dependencies.',
  look: ({ machine, services, values, facts }) => {
    const node = folderOf(values.node);
    const isCodeMissing = services.some(({ name, source }) => source && !facts.checkouts.has(name));
    const wanted = [...(isCodeMissing ? ['git'] : []), 'npm'];
    return Promise.all(
      wanted.map(async (program) => ({ program, path: await machine.processes.find(program, [node]) })),
    );
  },
  judge: (programs) => {
    const missing = programs.find(({ path }) => path === undefined);
    return missing
      ? defectOf('fail', programMissing(missing.program, []))
      : { status: 'pass', note: programs.map(({ program }) => program).join(', ') };
  },
});
