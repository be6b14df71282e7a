/** Can every service be built in its folder? */
import { defineCheck } from '../model/check.ts';
import { pathUnbearable } from '../model/problems/host.ts';

/** Services say of themselves what they cannot bear; what is built already has borne it. */
export const pathBearable = defineCheck({
  id: 'path.bearable',
  title: 'Folders in which services can be built',
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
      ? { status: 'warn', problem: pathUnbearable(first.name, first.folder, first.because) }
      : { status: 'pass', note: 'all' },
});
