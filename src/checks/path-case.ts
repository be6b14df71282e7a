/** Does the disk tell upper from lower case? */
import { defineCheck } from '../model/check.ts';
import { caseIgnored } from '../model/problems/host.ts';

/** The settings file itself is looked for by another name. On macOS and Windows that it is found is as it should be. */
export const pathCase = defineCheck({
  id: 'path.case',
  title: 'Upper and lower case',
  look: async ({ machine: { files }, workspace: { folder } }) => {
    const [usual, shouted] = await Promise.all(
      ['metaton.yaml', 'METATON.YAML'].map((name) => files.stat(`${folder}/${name}`)),
    );
    return usual !== undefined && usual.identity === shouted?.identity;
  },
  judge: (isIgnored, { workspace: { folder }, values: { platform } }) =>
    isIgnored && platform.startsWith('linux')
      ? { status: 'warn', problem: caseIgnored(folder) }
      : { status: 'pass', note: isIgnored ? 'alike, as usual on this system' : 'told apart' },
});
