/** How dependencies are put right. */
import type { CheckGround, Fix } from '../../model/check.ts';
import type { Task } from '../../model/service-definition.ts';

/** The same limit as the first install has, ms. */
const withinMs = 3_600_000;

/** Installs them anew, in the folder and with the PATH that the service has. */
export function dependenciesFix(ground: CheckGround, services: readonly string[]): Fix {
  const tasks = ground.services.flatMap((service): Task[] => {
    if (!service.source || !services.includes(service.name)) return [];
    const { program, args, environment = {} } = service.source.install;
    const env = { ...environment, ...ground.workspace.config.services[service.name]?.env };
    const command = { program, args, cwd: ground.values.checkout(service.name), env, ...ground.surroundings(service) };
    return [
      {
        title: `Install the dependencies of ${service.name}`,
        action: { kind: 'run', command, timeoutMs: withinMs },
      },
    ];
  });
  return {
    text: 'Install the dependencies that the lock file names.',
    command: tasks
      .flatMap(({ action }) =>
        action.kind === 'run'
          ? [`(cd ${action.command.cwd} && ${[action.command.program, ...action.command.args].join(' ')})`]
          : [],
      )
      .join('; '),
    mend: { kind: 'tasks', tasks },
  };
}
