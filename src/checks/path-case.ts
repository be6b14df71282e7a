/** Does the disk tell upper from lower case? */
import { defineCheck } from '../model/check.ts';

/** The settings file itself is looked for by another name. On macOS and Windows that it is found is as it should be. */
export const pathCase = defineCheck({
  id: 'path.case',
  title: 'Upper and lower case',
  why: 'Two names in git that differ in case alone are one file there.',
  look: async ({ machine: { files }, workspace: { folder } }) => {
    const [usual, shouted] = await Promise.all(
      ['metaton.yaml', 'METATON.YAML'].map((name) => files.stat(`${folder}/${name}`)),
    );
    return usual !== undefined && usual.identity === shouted?.identity;
  },
  judge: (isIgnored, { workspace: { folder }, values: { platform } }) =>
    isIgnored && platform.startsWith('linux')
      ? {
          status: 'warn',
          summary: 'The disk of this workspace does not tell upper from lower case, as Linux usually does.',
          detail: folder,
          fix: { text: 'Make the workspace on a disk that does, or take care with names in git.' },
        }
      : { status: 'pass', note: isIgnored ? 'alike, as usual on this system' : 'told apart' },
});
