/** Are the programs there that the services are started with? */
import { defectOf, defineCheck } from '../model/check.ts';
import { programMissing } from '../model/problems/process.ts';

/** Programs that a service names without a path are looked for on its own PATH. */
export const toolPrograms = defineCheck({
  id: 'tool.programs',
  title: 'Programs that start the services',
  why: 'A service whose program is not there cannot be started.',
  look: async ({ machine, services, values, surroundings }) => {
    const wanted = services.flatMap((service) => {
      const launch = service.launch?.(values);
      if (launch?.kind !== 'command') return [];
      return [{ program: launch.command.program, folders: surroundings(service).path, service: service.name }];
    });
    return Promise.all(
      wanted.map(async (want) => ({ ...want, path: await machine.processes.find(want.program, want.folders) })),
    );
  },
  judge: (programs) => {
    const missing = programs.find(({ path }) => path === undefined);
    return missing
      ? defectOf('fail', programMissing(missing.program, missing.folders))
      : { status: 'pass', note: [...new Set(programs.map(({ program }) => program.replace(/.*\//, '')))].join(', ') };
  },
});
