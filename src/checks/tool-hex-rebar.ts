/** Has mix what it fetches and builds dependencies with? */
import { defineCheck } from '../model/check.ts';
import { findMix } from './shared/elixir.ts';

/** Without them mix asks, and nobody answers. */
export const toolHexRebar = defineCheck({
  id: 'tool.hex-rebar',
  title: 'Hex and rebar3',
  why: 'mix would stop and ask for them where nobody can answer.',
  needs: ['tool.erlang-elixir'],
  look: async (ground) => {
    const { machine, environment, facts, install } = ground;
    const found = await findMix(ground);
    const home = environment['MIX_HOME'] ?? `${environment['HOME'] ?? ''}/.mix`;
    const archives = await machine.files.list(environment['MIX_ARCHIVES'] ?? `${home}/archives`);
    const elixirs = await machine.files.list(`${home}/elixir`);
    const inside = await Promise.all(elixirs.map((name) => machine.files.list(`${home}/elixir/${name}`)));
    const names = [...(await machine.files.list(home)), ...inside.flat()];
    return {
      home,
      install: found && install(found.service),
      runsOnMix: found !== undefined,
      isInstalled: found !== undefined && facts.installed.has(found.service.name),
      missing: [
        ...(archives.some((name) => name.startsWith('hex-')) ? [] : ['hex']),
        ...(names.some((name) => name.startsWith('rebar3')) ? [] : ['rebar']),
      ],
    };
  },
  judge: ({ missing, home, install, runsOnMix, isInstalled }) => {
    if (!runsOnMix) return { status: 'skip', because: 'no service runs on mix' };
    if (missing.length === 0) return { status: 'pass', note: home };
    return {
      status: isInstalled ? 'warn' : 'fail',
      summary: `mix has no ${missing.join(' and no ')}.`,
      detail: `looked in ${home}`,
      fix: {
        text: 'Fetch them.',
        command: missing.map((name) => `mix local.${name} --force`).join(' && '),
        mend: {
          kind: 'tasks',
          tasks: install
            ? [
                {
                  title: `Fetch ${missing.join(' and ')} for mix`,
                  action: {
                    kind: 'install',
                    install: {
                      ...install,
                      commands: install.commands.filter(({ args: [task] }) =>
                        missing.some((name) => task === `local.${name}`),
                      ),
                      record: undefined,
                    },
                  },
                },
              ]
            : [],
        },
      },
    };
  },
});
