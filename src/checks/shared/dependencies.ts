/** How dependencies are put right. */
import type { CheckGround, Fix } from '../../model/check.ts';
import type { Source, Task } from '../../model/service-definition.ts';
import type { PlannedInstall } from '../../model/step.ts';

/** Whether these dependencies are installed with this program. */
export const isInstalledBy = (source: Source | undefined, program: string): boolean =>
  source?.install.commands.some(([each]) => each === program) === true;

/** Installs them anew, as `init` does. */
export function dependenciesFix(ground: CheckGround, services: readonly string[]): Fix {
  const installs = ground.services.flatMap((service) =>
    services.includes(service.name) ? (ground.install(service) ?? []) : [],
  );
  return {
    text: 'Install the dependencies that the lock file names.',
    command: installs.map(inWords).join('; '),
    mend: {
      kind: 'tasks',
      tasks: installs.map((install): Task => ({
        title: `Install the dependencies of ${install.service}`,
        action: { kind: 'install', install },
      })),
    },
  };
}

/** As a line for a shell. */
const inWords = ({ commands }: PlannedInstall): string =>
  `(cd ${commands[0]?.cwd ?? '.'} && ${commands.map(({ program, args }) => [program, ...args].join(' ')).join(' && ')})`;
