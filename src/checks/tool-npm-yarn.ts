/** Are the programs there that install the dependencies? */
import { defineCheck } from '../model/check.ts';
import { isInstalledBy } from './shared/dependencies.ts';
import { answerOf } from './shared/programs.ts';
import { isAtLeast, versionIn } from './shared/version.ts';

/** npm and yarn, as services name them; yarn from 2 on would rewrite the lock of Spoke. */
export const toolNpmYarn = defineCheck({
  id: 'tool.npm-yarn',
  title: 'npm and yarn',
  why: 'Dependencies are installed with the program whose lock file they have.',
  needs: ['repo.present'],
  look: (ground) =>
    Promise.all(
      ground.services
        .flatMap((service) =>
          ['npm', 'yarn']
            .filter((each) => isInstalledBy(service.source, each))
            .map((program) => ({ service, program })),
        )
        .map(async ({ service, program }) => {
          const manifest = await ground.machine.files.read(`${ground.values.checkout(service.name)}/package.json`);
          const isInstalled = ground.facts.installed.has(service.name);
          return {
            service: service.name,
            program,
            wants: /"engines"\s*:\s*\{[^}]*"npm"\s*:\s*">=([^"]*)"/.exec(manifest ?? '')?.[1],
            isInstalled,
            version: isInstalled
              ? undefined
              : await answerOf(ground, program, ['--version'], ground.surroundings(service)),
          };
        }),
    ),
  judge: (all) => {
    for (const { service, program, wants, isInstalled, version } of all) {
      if (isInstalled) continue;
      const have = versionIn(version);
      if (!have)
        return {
          status: 'fail',
          summary: `${program}, which installs ${service}, is not to be found.`,
          fix:
            program === 'yarn'
              ? { text: 'Install yarn 1.', command: 'npm install --global yarn@1' }
              : { text: 'npm comes with Node: install Node whole.' },
        };
      if (program === 'yarn' && have[0] !== 1)
        return {
          status: 'fail',
          summary: `${service} needs yarn 1; this is ${version ?? ''}.`,
          fix: { text: 'Install yarn 1.', command: 'npm install --global yarn@1' },
        };
      if (program === 'npm' && wants !== undefined && !isAtLeast(have, versionIn(wants) ?? []))
        return {
          status: 'fail',
          summary: `${service} needs npm ${wants} or later; this is ${version ?? ''}.`,
          fix: { text: 'Install a later npm.', command: `npm install --global npm@${String(versionIn(wants)?.[0])}` },
        };
    }
    const needed = all.filter(({ isInstalled }) => !isInstalled);
    return needed.length === 0
      ? { status: 'pass', note: 'all dependencies are installed' }
      : {
          status: 'pass',
          note: [...new Set(needed.map(({ program, version }) => `${program} ${version}`))].join(', '),
        };
  },
});
