/** Has an image of Docker's built, and lays its programs on the PATH of a service. */
import { createHash } from 'node:crypto';
import type { Command } from '../model/command.ts';
import { failed, ok, type Result } from '../model/problem.ts';
import { dockerBuildFailed, dockerUnavailable } from '../model/problems/runtime.ts';
import type { WantedRuntime } from '../model/step.ts';
import type { ElixirRuntime } from '../model/toolchain.ts';
import { dockerWrapper } from './docker-wrapper.ts';
import type { RuntimeGround } from './installed-versions.ts';

/** A runtime of which the programs are those of an image. */
type WantedImage = WantedRuntime & {
  readonly runtime: ElixirRuntime;
  readonly named: string;
  readonly container: NonNullable<WantedRuntime['container']>;
};

const programs = ['mix', 'elixir', 'elixirc', 'erl', 'iex'] as const;

/** With what compiles the C of some dependencies; all images are Alpine's. */
const dockerfile = (image: string): string => `FROM ${image}
RUN apk add --no-cache build-base ca-certificates git openssl
ENV LANG=C.UTF-8
`;

/** By what is in it: another Dockerfile makes another image. */
function tagOf(image: string): string {
  const print = createHash('sha256').update(dockerfile(image)).digest('hex').slice(0, 8);
  return `metaton-elixir:${image.replace(/^.*:/, '')}-${print}`;
}

/** Docker starts slowly on some machines, ms. */
const askWithinMs = 30_000;

/** 1 GB over a slow line, ms. */
const buildWithinMs = 3_600_000;

/** The folder of the wrappers is there only when the image is. */
export async function provideImage(wanted: WantedImage, ground: RuntimeGround): Promise<Result<undefined>> {
  const { service, named, runtime, container, folder, platform } = wanted;
  const { files, processes } = ground.machine;
  if (platform.startsWith('win32'))
    return failed(dockerUnavailable(service, 'Shell scripts stand for its programs, and Windows runs none.'));
  if ((await processes.find('docker', [])) === undefined)
    return failed(dockerUnavailable(service, 'There is no docker on the PATH.'));
  const info = await docker(['info'], folder, askWithinMs, ground);
  if (info.exit.code !== 0)
    return failed(dockerUnavailable(service, info.output.trim() || '`docker info` does not answer.'));
  const tag = tagOf(runtime.image);
  const built = await build(tag, wanted, ground);
  if (!built.ok) return built;
  const home = `${named}-home/${tag.replace(':', '-')}`;
  await files.makeFolder(home, 0o700);
  await files.makeFolder(named, 0o700);
  const wrapper = dockerWrapper({ image: tag, workspace: container.workspace, home, folder: named });
  for (const program of programs) await files.write(`${named}/${program}`, wrapper, 0o755);
  return ok(undefined);
}

/** Nothing is built that is there. */
async function build(tag: string, wanted: WantedImage, ground: RuntimeGround): Promise<Result<undefined>> {
  const { service, runtime, named, folder, isOffline } = wanted;
  const { machine, progress, signal } = ground;
  const present = await docker(['image', 'inspect', tag], folder, askWithinMs, ground);
  if (present.exit.code === 0) return ok(undefined);
  if (isOffline)
    return failed(dockerBuildFailed(service, tag, 'It is not here, and with --offline nothing is fetched.'));
  progress(undefined, `building the image ${tag}`);
  const file = `${named}.Dockerfile`;
  await machine.files.write(file, dockerfile(runtime.image), 0o644);
  // On its standard input there is a Dockerfile and nothing else: no folder is handed to the daemon.
  const words = ['-c', 'exec docker build --tag "$1" - <"$2"', 'sh', tag, file];
  const { exit, output } = await machine.processes.run(
    { ...surroundings(folder), program: 'sh', args: words },
    buildWithinMs,
    signal,
  );
  await machine.files.remove(file);
  return exit.code === 0 ? ok(undefined) : failed(dockerBuildFailed(service, tag, output));
}

const docker = (args: readonly string[], folder: string, withinMs: number, { machine, signal }: RuntimeGround) =>
  machine.processes.run({ ...surroundings(folder), program: 'docker', args }, withinMs, signal);

const surroundings = (cwd: string): Omit<Command, 'program' | 'args'> => ({ cwd, env: {}, path: [], scrub: [] });
