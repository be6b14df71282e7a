/** Are the dependencies of reticulum there, and compiled for the Erlang that runs them? */
import { defineCheck } from '../model/check.ts';
import { dependenciesFix, isInstalledBy } from './shared/dependencies.ts';
import { findMix } from './shared/elixir.ts';
import { answerOf } from './shared/programs.ts';

/** Mix notes beside what it has compiled by which Elixir and Erlang; the two follow each other in Erlang's own format. */
const compiledBy = /(\d+\.\d+\.\d+)[^\w.]+(\d\d)/;

/** Mix compiles anew what another Erlang has compiled, at worst half of it. */
export const depsMix = defineCheck({
  id: 'deps.mix',
  title: 'Packages of Elixir',
  why: 'reticulum does not start without them, and fails with "corrupt atom table" where another Erlang compiled them.',
  needs: ['repo.present'],
  look: async (ground) => {
    const { machine, services, facts, values } = ground;
    const service = services.find(({ source }) => isInstalledBy(source, 'mix'));
    if (!service || !facts.checkouts.has(service.name)) return undefined;
    const root = values.checkout(service.name);
    const [lock, present, found] = await Promise.all([
      machine.files.read(`${root}/${service.source?.install.lock ?? ''}`),
      machine.files.list(`${root}/deps`),
      findMix(ground),
    ]);
    const built = `${root}/_build/dev/lib`;
    const notes = await Promise.all(
      (await machine.files.list(built)).map((app) => machine.files.read(`${built}/${app}/.mix/compile.elixir_scm`)),
    );
    const others = notes.flatMap((note) => compiledBy.exec(note ?? '')?.[2] ?? []);
    const otp =
      others.length > 0 && found?.hasElixir === true
        ? await answerOf(ground, 'erl', ['-noshell', '-eval', otpScript], ground.surroundings(service))
        : undefined;
    return {
      service: service.name,
      isInstalled: facts.installed.has(service.name),
      missing: [...(lock ?? '').matchAll(/^\s*"([^"]+)":/gm)].flatMap(([, name = '']) =>
        present.includes(name) ? [] : [name],
      ),
      otp,
      others: [...new Set(others)].filter((other) => other !== otp),
    };
  },
  judge: (seen, ground) => {
    if (!seen) return { status: 'skip', because: 'there is no checkout that mix builds' };
    const { service, isInstalled, missing, otp, others } = seen;
    const fix = dependenciesFix(ground, [service]);
    if (!isInstalled) return { status: 'fail', summary: `The dependencies of ${service} are not installed.`, fix };
    if (missing.length > 0)
      return {
        status: 'fail',
        summary: `Dependencies of ${service} that its lock file names are not there.`,
        detail: missing.join(', '),
        fix,
      };
    if (otp !== undefined && others.length > 0)
      return {
        status: 'warn',
        summary: `Parts of ${service} were compiled by Erlang ${others.join(', ')}; this is ${otp}.`,
        fix: {
          text: 'Compile them anew.',
          command: `(cd ${ground.values.checkout(service)} && rm -r _build/dev && mix compile)`,
        },
      };
    return { status: 'pass', note: 'as in the lock file' };
  },
});

const otpScript = 'io:format("~s~n", [erlang:system_info(otp_release)]), halt().';
