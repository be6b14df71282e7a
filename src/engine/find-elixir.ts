/** Finds an Elixir on an Erlang that code of some era can be built with. None is brought: Erlang is built from source. */
import { failed, ok, type Result } from '../model/problem.ts';
import { dockerRunFailed, elixirUnavailable, runtimeNamedWrong } from '../model/problems/runtime.ts';
import type { WantedRuntime } from '../model/step.ts';
import type { ElixirRuntime } from '../model/toolchain.ts';
import {
  compareNumbers,
  installedVersions,
  numbersOf,
  versionOf,
  type Runtime,
  type RuntimeGround,
} from './installed-versions.ts';
import { folderOf } from '../model/folder-of.ts';

type WantedElixir = WantedRuntime & { readonly runtime: ElixirRuntime };

/** Folders to look in, most wanted first, and where they come from. */
interface Candidate {
  readonly path: readonly string[];
  readonly from: string;
}

/** The first that fits; one that is only not known to do comes after all that are. */
export async function findElixir(wanted: WantedElixir, ground: RuntimeGround): Promise<Result<Runtime>> {
  const { service, runtime, named, container } = wanted;
  const from = container ? 'Docker' : 'metaton.yaml';
  const candidates = named === undefined ? await candidatesOf(wanted, ground) : [{ path: [named], from }];
  const seen: string[] = [];
  let untried: Runtime | undefined;
  for (const candidate of candidates) {
    const said = await versionOf(ground.machine, 'mix', candidate.path, ground.signal);
    const versions = said === undefined ? undefined : parseVersions(said);
    if (!versions) {
      if (named !== undefined)
        return failed(
          container ? dockerRunFailed(service, named) : runtimeNamedWrong(service, named, 'mix that says its version'),
        );
      continue;
    }
    const found = { ...candidate, version: versionText(versions, container) };
    seen.push(`${found.version} (${candidate.from})`);
    if (compareNumbers(numbersOf(versions.elixir), numbersOf(runtime.oldestElixir)) < 0) continue;
    if (runtime.otp.includes(versions.otp)) return ok(withRemark(found, versions.elixir, runtime));
    if (runtime.otpUntried.includes(versions.otp))
      untried ??= {
        ...found,
        remark: `${service} is not known to run on OTP ${versions.otp}; upstream uses ${runtime.otp.join(' or ')}`,
      };
  }
  return untried ? ok(untried) : failed(elixirUnavailable(service, runtime, seen));
}

/** What was compiled in a container is of no use outside: it counts as another version. */
const versionText = (
  { elixir, otp }: { readonly elixir: string; readonly otp: number },
  container: WantedRuntime['container'],
): string => `Elixir ${elixir} on OTP ${otp}${container ? ' in a container' : ''}`;

const withRemark = (found: Runtime, elixir: string, runtime: ElixirRuntime): Runtime => {
  const minor = (version: string): string => numbersOf(version).slice(0, 2).join('.');
  if (minor(elixir) === minor(runtime.elixir)) return found;
  return {
    ...found,
    remark: `Elixir ${elixir} on OTP ${runtime.otp.join(' or ')}; upstream uses ${minor(runtime.elixir)}`,
  };
};

/** `mix --version` says both. */
function parseVersions(said: string): { readonly otp: number; readonly elixir: string } | undefined {
  const [, otp] = /Erlang\/OTP (\d+)/.exec(said) ?? [];
  const [, elixir] = /^Mix (\d+\.\d+\S*)/m.exec(said) ?? [];
  return otp === undefined || elixir === undefined ? undefined : { otp: Number(otp), elixir };
}

/** What version managers have, in pairs that were built for each other, then PATH. */
async function candidatesOf(wanted: WantedElixir, { machine }: RuntimeGround): Promise<readonly Candidate[]> {
  const [elixirs, erlangs] = await Promise.all([
    installedVersions(wanted, 'elixir', machine),
    installedVersions(wanted, 'erlang', machine),
  ]);
  const { otp, otpUntried } = wanted.runtime;
  const majors = [...otp.toReversed(), ...otpUntried];
  const pairs = majors.flatMap((major) =>
    erlangs
      .filter(({ numbers }) => numbers[0] === major)
      .slice(0, 1)
      .flatMap((erlang) =>
        elixirs
          .filter(({ version, manager }) =>
            manager === erlang.manager && builtFor(version) !== undefined
              ? builtFor(version) === major
              : manager === erlang.manager,
          )
          .map(({ programs, manager }) => ({ path: [programs, erlang.programs], from: manager })),
      ),
  );
  const onPath = await machine.processes.find('mix', []);
  return [...pairs, ...(onPath === undefined ? [] : [{ path: [folderOf(onPath)], from: 'PATH' }])];
}

/** `1.16.3-otp-25` → 25; `undefined` where the name does not say. */
const builtFor = (version: string): number | undefined => {
  const [, otp] = /-otp-(\d+)/.exec(version) ?? [];
  return otp === undefined ? undefined : Number(otp);
};
