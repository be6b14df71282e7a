/** Is there a PostgREST that runs here, of the version that its settings are written for? */
import { defineCheck } from '../model/check.ts';
import { answerOf } from './shared/programs.ts';
import { versionIn } from './shared/version.ts';

/** It says which it is. */
export const pgrstBinary = defineCheck({
  id: 'pgrst.binary',
  title: 'Program of PostgREST',
  why: 'The admin panel has nobody to ask; a PostgREST of another major refuses settings that it does not know.',
  look: async (ground) => {
    const program = ground.values.postgrestProgram;
    const isThere = program !== undefined && (await ground.machine.files.exists(program));
    return { program, isThere, answer: isThere ? await answerOf(ground, program, ['--version']) : undefined };
  },
  judge: ({ program, isThere, answer }, { values: { postgrestVersion }, installation }) => {
    const own = 'Name a PostgREST of your own with METATON_POSTGREST=/path/to/postgrest.';
    if (program === undefined || !isThere)
      return {
        status: 'fail',
        summary: 'There is no PostgREST.',
        detail: program ?? `metaton brings none for ${installation.platform} ${installation.architecture}`,
        fix: { text: own },
      };
    const have = versionIn(answer);
    if (!have)
      return {
        status: 'fail',
        summary: 'PostgREST does not run on this machine.',
        detail: program,
        fix: { text: own },
      };
    const wanted = versionIn(postgrestVersion)?.[0];
    if (wanted !== have[0])
      return {
        status: 'warn',
        summary: `PostgREST is ${have.join('.')}, and its settings are written for ${postgrestVersion}.`,
        detail: program,
        fix: { text: `Give postgrest.version: "${have[0] ?? ''}" in metaton.yaml, or take another PostgREST.` },
      };
    return { status: 'pass', note: have.join('.') };
  },
});
