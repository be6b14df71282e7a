/** Is the Node of each service one that it can run on? */
import { type CheckGround, type Finding, defineCheck } from '../model/check.ts';
import { effectiveEnvironment, textOf } from './shared/effective-environment.ts';
import { answerOf } from './shared/programs.ts';
import { isAtLeast, versionIn } from './shared/version.ts';

/** The Node of one service, and what its code says it wants. */
interface Seen {
  readonly service: string;
  readonly version: string | undefined;
  /** `engines.node` of package.json. */
  readonly engines: string | undefined;
  /** What .nvmrc or the Dockerfile names, and which of them. */
  readonly named: { readonly by: string; readonly version: string } | undefined;
  /** Whether its webpack hashes with MD4, which OpenSSL 3 has only on request. */
  readonly needsMd4: boolean;
}

const legacyProvider = '--openssl-legacy-provider';

/** From 17 on Node brings OpenSSL 3: https://nodejs.org/en/blog/release/v17.0.0 */
const firstWithoutMd4 = [17];

/** Asks the very Node that a service would be started with. */
export const toolNode = defineCheck({
  id: 'tool.node',
  title: 'Node of each service',
  why: 'hubs of today needs Node 22 and Spoke needs Node 16: with another they end within seconds.',
  needs: ['repo.present'],
  look: (ground) =>
    Promise.all(
      ground.services
        .filter((service) => {
          const launch = service.launch?.(ground.values);
          return service.source && launch?.kind === 'command' && launch.command.program === 'node';
        })
        .map(({ name }) => lookAt(ground, name)),
    ),
  judge: (all) => {
    const wrong = all.flatMap((seen) => faultOf(seen) ?? []);
    if (wrong.length === 0)
      return { status: 'pass', note: [...new Set(all.map(({ version }) => version ?? ''))].join(', ') };
    const [first] = wrong;
    return {
      status: wrong.some(({ isSure }) => isSure) ? 'fail' : 'warn',
      summary: `The Node of ${wrong.map(({ service }) => service).join(', ')} does not fit.`,
      detail: wrong.map(({ service, why }) => `${service}: ${why}`).join('\n'),
      fix: {
        text: `Have metaton find or fetch it, or name the folder of a Node ${first?.wants ?? ''} as services.${first?.service ?? ''}.runtime in metaton.yaml.`,
        command: 'metaton init',
        mend: { kind: 'prepare', services: wrong.map(({ service }) => service), only: ['provide-runtime'] },
      },
    } satisfies Finding;
  },
});

async function lookAt(ground: CheckGround, name: string): Promise<Seen> {
  const { machine, values, services, surroundings } = ground;
  const root = values.checkout(name);
  const service = services.find((each) => each.name === name);
  const read = (file: string): Promise<string | undefined> => machine.files.read(`${root}/${file}`);
  const [version, manifest, nvmrc, dockerfile, webpack] = await Promise.all([
    answerOf(ground, 'node', ['--version'], service ? surroundings(service) : {}),
    read('package.json'),
    read('.nvmrc'),
    read('Dockerfile'),
    read('node_modules/webpack/lib/WebpackOptionsDefaulter.js'),
  ]);
  const options = textOf(effectiveEnvironment(ground, name), 'NODE_OPTIONS') ?? '';
  const image = /^FROM\s+(?:--\S+\s+)?node:(\d[\d.]*)/m.exec(dockerfile ?? '')?.[1];
  const fromImage = image === undefined ? undefined : { by: 'Dockerfile', version: image };
  return {
    service: name,
    version,
    engines: /"engines"\s*:\s*\{[^}]*"node"\s*:\s*"([^"]*)"/.exec(manifest ?? '')?.[1],
    named: nvmrc === undefined ? fromImage : { by: '.nvmrc', version: nvmrc.trim() },
    needsMd4: webpack?.includes('md4') === true && !options.includes(legacyProvider),
  };
}

/** What keeps a service from running on its Node; not `isSure` where its code only names what it was tried with. */
function faultOf({ service, version, engines, named, needsMd4 }: Seen) {
  const have = versionIn(version);
  if (!have) return { service, why: 'there is no Node on its PATH', wants: named?.version ?? '22', isSure: true };
  const least = engines?.startsWith('>=') === true ? versionIn(engines) : undefined;
  if (least && !isAtLeast(have, least))
    return { service, why: `package.json wants ${engines}, it is ${version}`, wants: least[0], isSure: true };
  if (needsMd4 && isAtLeast(have, firstWithoutMd4))
    return {
      service,
      why: `its webpack hashes with MD4, which Node ${version} refuses without ${legacyProvider}`,
      wants: named?.version ?? '16',
      isSure: true,
    };
  const wanted = versionIn(named?.version);
  if (named && wanted && !isAtLeast(have, wanted.slice(0, 1)))
    return {
      service,
      why: `its ${named.by} names ${named.version}, it is ${version}`,
      wants: wanted[0],
      isSure: false,
    };
  return undefined;
}
