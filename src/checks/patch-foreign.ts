/** Has anything that metaton edited or laid been changed since? */
import { defineCheck } from '../model/check.ts';

/** That is the user's right: such a file is left alone when patches are taken back. */
export const patchForeign = defineCheck({
  id: 'patch.foreign',
  title: 'Patched files changed since',
  why: 'What you have changed in a patched file stays when the patches are taken back; a patch whose own lines you changed stays with it.',
  needs: ['repo.present'],
  look: ({ facts: { recorded } }) =>
    Promise.resolve(
      [...recorded].flatMap(([service, files]) =>
        [...files].flatMap(([file, { now }]) => (now === 'changed' ? [{ service, file }] : [])),
      ),
    ),
  judge: (files) =>
    files.length === 0
      ? { status: 'pass', note: 'none' }
      : {
          status: 'warn',
          summary: 'Files that metaton has patched were changed since.',
          detail: files.map(({ service, file }) => `${service}: ${file}`).join('\n'),
          fix: {
            text: 'Look at what metaton would change. To have the file as metaton left it, put it back with git and patch again.',
            command: 'metaton patch --diff',
          },
        },
});
