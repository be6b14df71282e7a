/** Are the certificates and keys in the checkouts those of the workspace? */
import { defineCheck } from '../model/check.ts';

/** Each service looks for them in a place of its own. */
export const certCopies = defineCheck({
  id: 'cert.copies',
  title: 'Copies of certificates and keys',
  why: 'A service that has an older certificate, or that of its repository from 2018, is not trusted.',
  needs: ['repo.present', 'cert.leaf', 'key.perms'],
  look: async ({ machine, services, values, facts, installation }) =>
    Promise.all(
      services
        .filter(({ name }) => facts.checkouts.has(name))
        .flatMap(({ name, copies }) => (copies?.(values) ?? []).map((copy) => ({ service: name, ...copy })))
        .map(async ({ service, from, to, mode }) => {
          const [wanted, present, presentMode] = await Promise.all([
            machine.files.read(from),
            machine.files.read(to),
            machine.files.mode(to),
          ]);
          return {
            service,
            file: to,
            isMissing: present === undefined,
            isOther: present !== wanted,
            // Windows keeps no modes.
            isOpen: installation.platform !== 'win32' && mode === 0o600 && ((presentMode ?? 0) & 0o077) !== 0,
          };
        }),
    ),
  judge: (copies) => {
    const wrong = copies.filter(({ isOther, isOpen }) => isOther || isOpen);
    if (wrong.length === 0) return { status: 'pass', note: `${copies.length} like the originals` };
    return {
      status: 'fail',
      summary: 'Copies of certificates or keys are not as they should be.',
      detail: wrong
        .map(({ file, isMissing, isOther }) => {
          if (isMissing) return `${file} is missing`;
          return isOther ? `${file} is another` : `${file} can be read by other users of this machine`;
        })
        .join('\n'),
      fix: {
        text: 'Copy them anew.',
        command: 'metaton patch',
        mend: {
          kind: 'prepare',
          services: [...new Set(wrong.map(({ service }) => service))],
          only: ['apply-patches'],
        },
      },
    };
  },
});
