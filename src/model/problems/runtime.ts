/** Problems with the programs that services run on. */
import { type Exit, exitInWords } from '../exit.ts';
import { lastLines } from '../last-lines.ts';
import type { Problem } from '../problem.ts';
import type { ElixirRuntime, NodeRuntime } from '../toolchain.ts';

/** The folder that the settings name for a runtime lacks what it is named for. */
export const runtimeNamedWrong = (service: string, folder: string, program: string): Problem => ({
  code: 'runtime-named-wrong',
  summary: `The runtime named for ${service} has no ${program}.`,
  evidence: folder,
  fixes: [
    `Name the folder that holds ${program} with \`metaton init --runtime ${service}=DIR\`.`,
    `Remove services.${service}.runtime from metaton.yaml: metaton then looks for one itself.`,
  ],
  isUsage: true,
  service,
});

/** No Node of the right major is there, and none can be fetched. */
export const nodeUnavailable = (service: string, { version }: NodeRuntime, said: string): Problem => ({
  code: 'node-unavailable',
  summary: `${service} needs Node ${majorOf(version)}, and there is none.`,
  evidence: said,
  fixes: [
    'Mend what the lines above name, then run the same command again.',
    `Install it with a version manager, such as \`mise install node@${version}\` or \`nvm install ${version}\`; metaton finds it there.`,
    `Name the folder of its programs with \`metaton init --runtime ${service}=DIR\`.`,
  ],
  service,
});

/** yarn 1 is not there, and cannot be fetched. */
export const yarnUnavailable = (service: string, said: string): Problem => ({
  code: 'yarn-unavailable',
  summary: `${service} installs with yarn 1, and there is none.`,
  evidence: said,
  fixes: [
    'Mend what the lines above name, then run the same command again.',
    'Install it with `npm install --global yarn@1`.',
  ],
  service,
});

/** No Elixir and Erlang are there that the code can be built with. */
export const elixirUnavailable = (service: string, wanted: ElixirRuntime, found: readonly string[]): Problem => {
  const { elixir, erlang, otp } = wanted;
  return {
    code: 'elixir-unavailable',
    summary: `${service} needs Elixir ${wanted.oldestElixir} or newer on Erlang/OTP ${otp.join(' or ')}.`,
    evidence: [wanted.because, ...(found.length === 0 ? ['found none'] : found.map((each) => `found ${each}`))].join(
      '\n',
    ),
    fixes: [
      `With mise, which builds Erlang from source in some ten minutes (a C compiler, libncurses and ${opensslFor(otp)} must be there; without mise, \`npm install --global mise\` first): \`mise install erlang@${erlang} elixir@${elixir}\`.`,
      `With asdf, at the same cost: \`asdf install erlang ${erlang} && asdf install elixir ${elixir}\`.`,
      `With Docker, at about 1 GB to download and a minute: \`metaton init --runtime ${service}=docker\`.`,
      `Name a folder that has mix, elixir and erl with \`metaton init --runtime ${service}=DIR\`.`,
      `Leave it out: \`metaton up --except ${service}\` starts the rest.`,
    ],
    service,
  };
};

/** Docker is to run a service, and does not. */
export const dockerUnavailable = (service: string, said: string): Problem => ({
  code: 'docker-unavailable',
  summary: `${service} is to run in Docker, which cannot be used here.`,
  evidence: lastLines(said),
  fixes: [
    'Install Docker 20.10 or newer and start it: `docker info` must end well for you, without sudo. On Windows, run metaton and Docker in WSL.',
    otherRuntime(service),
  ],
  service,
});

/** The image that a service is to run in could not be built. */
export const dockerBuildFailed = (service: string, image: string, said: string): Problem => ({
  code: 'docker-build-failed',
  summary: `The image ${image} for ${service} could not be built.`,
  evidence: lastLines(said),
  fixes: [goOn, otherRuntime(service)],
  service,
});

/** The image is there, and a container of it does not start. */
export const dockerRunFailed = (service: string, folder: string): Problem => ({
  code: 'docker-run-failed',
  summary: `${service} is to run in Docker, where its mix does not say its version.`,
  evidence: folder,
  fixes: [
    `See what it says: \`'${folder}/mix' --version\`. Docker must run as this machine does: not rootless, and with Docker Desktop from 4.34 on, host networking switched on and the workspace among the shared folders.`,
    otherRuntime(service),
  ],
  service,
});

const otherRuntime = (service: string): string =>
  `Have it run on this machine: remove services.${service}.runtime from metaton.yaml.`;

/** Erlang before 24 does not build against OpenSSL 3. */
const opensslFor = (otp: readonly number[]): string =>
  otp.every((major) => major < 24) ? 'OpenSSL 1.1, not 3' : 'OpenSSL';

const majorOf = (version: string): string => version.split('.')[0] ?? version;

/** Dependencies could not be installed. The others are. */
export const installFailed = (service: string, words: string, exit: Exit, output: string): Problem => {
  const known = causes.find(({ pattern }) => pattern.test(output));
  return {
    code: 'install-failed',
    summary: `The dependencies of ${service} could not be installed: \`${words}\` ended with ${exitInWords(exit)}.`,
    evidence: [...(known ? [known.because] : []), lastLines(output)].join('\n'),
    fixes: known ? [known.fix, goOn] : [goOn],
    service,
  };
};

const goOn = 'Mend what the lines above name, then run the same command again: it goes on from here.';

/** What is known to be behind what installers say. */
const causes: readonly { readonly pattern: RegExp; readonly because: string; readonly fix: string }[] = [
  {
    pattern: /ENOSPC|No space left on device/i,
    because: 'The disk is full.',
    fix: 'Make room; the dependencies of all services take about 3 GB.',
  },
  {
    pattern: /Could not find any Python|gyp ERR!|meson|mediasoup-worker|make: .*not found|not found: make|g\+\+: /i,
    because: 'A part of it is compiled on this machine.',
    fix: 'Install a C++ compiler, make and Python with pip: `sudo apt-get install g++ make python3 python3-pip`, or on macOS `xcode-select --install`.',
  },
  {
    pattern:
      /github\.com[^\n]*(resolve host|timed out|refused|unreachable)|(resolve host|ENOTFOUND|EAI_AGAIN)[^\n]*github/i,
    because: 'Some dependencies are repositories of GitHub, which cannot be reached.',
    fix: 'Check the network and, behind a proxy, HTTPS_PROXY and NO_PROXY.',
  },
  {
    pattern:
      /hex\.pm[^]*?(nxdomain|econnrefused|timeout|failed_connect|unreachable)|(nxdomain|econnrefused|failed_connect)[^]*?hex\.pm/i,
    because: 'hex.pm, where the packages of Elixir are, cannot be reached.',
    fix: 'Check the network and, behind a proxy, HTTPS_PROXY; a mirror goes into HEX_MIRROR.',
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network request failed/i,
    because: 'A server with packages cannot be reached.',
    fix: 'Check the network and, behind a proxy, HTTPS_PROXY and NO_PROXY; a mirror of npm goes into `npm config set registry URL`.',
  },
  {
    pattern: /ERR_OSSL_EVP_UNSUPPORTED/,
    because: 'This Node is too new for the webpack of that time.',
    fix: 'Remove the runtime that metaton.yaml names: metaton then finds the right Node.',
  },
  {
    pattern: /JavaScript heap out of memory|Killed process|signal SIGKILL/i,
    because: 'There was not enough memory.',
    fix: 'Close other programs, or give the machine more memory.',
  },
];
