/** Can every service be built in its folder? */
import { defineCheck } from '../model/check.ts';

/** Services say of themselves what they cannot bear; what is built already has borne it. */
export const pathBearable = defineCheck({
  id: 'path.bearable',
  title: 'Folders in which services can be built',
  why: 'Makefiles of dependencies take a path with a space for two.',
  look: ({ services, values, facts }) =>
    Promise.resolve(
      services.flatMap(({ name, source }) => {
        const { failsIn } = source?.install ?? {};
        const folder = source ? values.checkout(name) : '';
        return failsIn?.path.test(folder) === true && !facts.installed.has(name)
          ? [{ name, folder, because: failsIn.because }]
          : [];
      }),
    ),
  judge: ([first]) =>
    first
      ? {
          status: 'warn',
          summary: `${first.name} cannot be built in its folder: ${first.because}.`,
          detail: first.folder,
          fix: {
            text: `Make the workspace, or the checkout of ${first.name}, in a folder without such characters in its path.`,
          },
        }
      : { status: 'pass', note: 'all' },
});
