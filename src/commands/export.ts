/** `metaton export compose`, `export kubernetes`: the same stack for a server, or for a cluster. */
import path from 'node:path';
import { parseHosts } from '../config/parse-hosts.ts';
import { parseCatalogue } from '../cost/parse-catalogue.ts';
import type { Catalogue } from '../cost/catalogue.ts';
import { isComputeOptimised } from '../cost/catalogue.ts';
import { enterpriseLayouts, type Layout, singleServer } from '../cost/layout.ts';
import { largestCrowd, pickServers } from '../cost/pick-instance.ts';
import { composeExport, composeServices, type Export } from '../export/compose.ts';
import { type ExportWish, usersByPorts } from '../export/exported.ts';
import { kubernetesExport } from '../export/kubernetes.ts';
import { tlsSecrets } from '../export/secrets.ts';
import { type Servers, sizingOf } from '../export/sizing.ts';
import { failed, ok, type Result } from '../model/problem.ts';
import {
  exportCertificateLacks,
  exportDatabaseInvalid,
  exportHostUnusable,
  exportRegistryInvalid,
  exportUsersOutOfRange,
} from '../model/problems/export.ts';
import type { Session } from '../model/session.ts';
import { exportSources, postgrestVersion } from '../stack/export-sources.ts';
import { openStack, type OpenStack } from '../stack/open-stack.ts';
import { writeExport, type Written } from '../stack/write-export.ts';

/** What is said to both. */
export interface ExportFlags {
  readonly out?: string;
  readonly host?: string;
  readonly users: string;
  readonly database?: string;
  readonly registry: string;
}

/** Where an export can go. */
export type ExportTarget = 'compose' | 'kubernetes';

/** Beyond this, several stacks side by side are the better way: docs/scaling.md works it out no further. */
const mostUsers = 10_000;

/** Writes the stack of this workspace into a folder. */
export async function exportStack(target: ExportTarget, flags: ExportFlags, session: Session): Promise<Result<void>> {
  const opened = await openStack(session);
  if (!opened.ok) return opened;
  const stack = opened.value;
  const host = readHost(flags.host ?? stack.workspace.config.host);
  if (!host.ok) return host;
  const database = readDatabase(flags.database);
  if (!database.ok) return database;
  if (!registryName.test(flags.registry)) return failed(exportRegistryInvalid(flags.registry));
  const { remarks, ...code } = exportSources(stack);
  const { password, ...where } = database.value ?? ownDatabase;
  const wish: ExportWish = {
    ...code,
    services: stack.services,
    host: host.value,
    database: { ...where, isOwn: database.value === undefined },
    postgrestVersion: postgrestVersion(stack),
    readiness: (service) => service.readiness?.({ ...stack.values, host: host.value }),
    tls: isPublic(host.value) ? 'acme' : 'files',
    confinement: (await session.machine.files.read(`${stack.values.preloads}/loopback.cjs`)) ?? '',
    registry: flags.registry,
  };
  const servers = await readServers(target, flags.users, wish, session);
  if (!servers.ok) return servers;
  const folder = path.resolve(session.directory, flags.out ?? path.join(stack.workspace.folder, 'export', target));
  const relative = (to: string, from = ''): string => path.relative(path.join(folder, from), to);
  const { one, many } = servers.value;
  const made =
    target === 'compose'
      ? composeExport(wish, sizingOf(one ?? many), relative)
      : kubernetesExport(wish, { one: one && sizingOf(one), many: sizingOf(many) }, relative);
  const copies = target === 'compose' && wish.tls === 'files' ? await certificateCopies(made, stack, session) : ok({});
  if (!copies.ok) return copies;
  const written = await writeExport(
    session.machine,
    made,
    {
      folder,
      // Compose mounts a secret with the owner and mode that it has here, and containers run as others than the owner.
      secretMode: target === 'compose' ? 0o644 : 0o600,
      databasePassword: password,
      copies: copies.value,
    },
    session.options.dryRun,
  );
  if (!written.ok) return written;
  tell(session, folder, written.value, remarks, servers.value, target);
  return ok(undefined);
}

/** A host, perhaps with a port, and folders: https://github.com/distribution/reference */
const registryName = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/** As the code of a release has it by default. */
const ownDatabase = { host: '', port: 5432, user: 'postgres', name: 'ret_production', password: undefined };

/** Parts of the stack have names below it. */
function readHost(word: string): Result<string> {
  const parsed = parseHosts([word]);
  if (!parsed.ok) return parsed;
  const [host = ''] = parsed.value;
  return /^[\d.]+$|:/.test(host)
    ? failed(exportHostUnusable(word, 'it is an address, and cors and stream need names of their own below it'))
    : ok(host);
}

/** Names that no public authority gives certificates for: https://www.rfc-editor.org/rfc/rfc6761, rfc6762, rfc8375 */
const isPublic = (host: string): boolean =>
  host.includes('.') &&
  !/\.(local|localhost|lan|home|internal|intranet|corp|test|example|invalid|home\.arpa)$/.test(host);

function readDatabase(
  url: string | undefined,
): Result<{ host: string; port: number; user: string; name: string; password: string } | undefined> {
  if (url === undefined) return ok(undefined);
  if (!URL.canParse(url)) return failed(exportDatabaseInvalid('it is no URL'));
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  if (!/^postgres(ql)?:$/.test(protocol)) return failed(exportDatabaseInvalid('it does not begin with postgres://'));
  const name = pathname.slice(1);
  const lacking = Object.entries({ host: hostname, user: username, password, database: name }).filter(
    ([, value]) => value === '',
  );
  if (lacking.length > 0)
    return failed(exportDatabaseInvalid(`it names no ${lacking.map(([part]) => part).join(' and no ')}`));
  if (!/^\w+$/.test(name) || !/^[\w-]+$/.test(username))
    return failed(exportDatabaseInvalid('user and database are to be of letters, digits and underscores'));
  return ok({
    host: hostname,
    port: port === '' ? 5432 : Number(port),
    user: username,
    name,
    password: decodeURIComponent(password),
  });
}

/** The servers that hold the crowd while all of it moves and talks: one, where one can, and several. */
async function readServers(
  target: ExportTarget,
  users: string,
  wish: ExportWish,
  { machine, installation }: Session,
): Promise<Result<{ readonly one: Servers | undefined; readonly many: Servers }>> {
  const file = path.join(installation.root, 'templates', 'cost', 'guide-2022.json');
  const charts = parseCatalogue(file, (await machine.files.read(file)) ?? '');
  if (!charts.ok) return charts;
  const perStream = usersByPorts(composeServices(wish));
  const most =
    target === 'kubernetes'
      ? mostUsers
      : Math.min(perStream, largestCrowd(charts.value, [singleServer], 'min', isComputeOptimised));
  const crowd = /^\d{1,6}$/.test(users) ? Number(users) : 0;
  if (crowd < 1 || crowd > most) {
    const isForCluster = target === 'compose' && crowd > most && crowd <= mostUsers;
    return failed(
      exportUsersOutOfRange(
        users,
        most,
        isForCluster ? `One server holds no more: metaton export kubernetes --users ${users}` : undefined,
      ),
    );
  }
  // Servers grow before they multiply, but for those whose ports run out first.
  const wide = enterpriseLayouts.filter(({ stream }) => stream * perStream >= crowd);
  const many = pick(charts.value, wide, crowd);
  if (!many) throw new Error(`no server type holds ${crowd} users`);
  return ok({ one: crowd > perStream ? undefined : pick(charts.value, [singleServer], crowd), many });
}

function pick(charts: Catalogue, layouts: readonly Layout[], users: number): Servers | undefined {
  const choice = pickServers(charts, layouts, users, 'min', isComputeOptimised);
  return choice && { instance: choice.instance.name, vcpu: choice.instance.vcpu, ...pickLayout(choice.layout) };
}

const pickLayout = ({ app, stream }: Layout): Pick<Servers, 'app' | 'stream'> => ({ app, stream });

/** The workspace's certificate, for every name of the export. */
async function certificateCopies(
  { hosts }: Export,
  { values: { certificate, host } }: OpenStack,
  { machine }: Session,
): Promise<Result<Readonly<Record<string, string>>>> {
  const { leaf } = await machine.certificates.inspect(certificate);
  if (leaf.kind === 'unusable') return failed(leaf.problem);
  const covered = leaf.kind === 'usable' ? leaf.names : [];
  const lacking = hosts.filter((each) => !covered.includes(each) && !covered.includes(each.replace(/^[^.]+/, '*')));
  if (lacking.length > 0) return failed(exportCertificateLacks(lacking, hosts[0] ?? host));
  return ok({ [tlsSecrets.chain]: certificate.fullchain, [tlsSecrets.key]: certificate.key });
}

/** What is left for the user to do, there. */
const next: Readonly<Record<ExportTarget, readonly string[]>> = {
  compose: ['fill in .env and secrets/smtp_password, then', 'docker compose up --build --detach'],
  kubernetes: [
    'fill in base/settings.env and base/secrets/smtp_password, then',
    'docker compose --file images/compose.yaml build --push',
    'kubectl apply --kustomize overlays/many-nodes',
  ],
};

/** What was done, and what is left for the user to do. */
function tell(
  { report, options }: Session,
  folder: string,
  result: Written,
  remarks: readonly string[],
  { one, many }: { readonly one: Servers | undefined; readonly many: Servers },
  target: ExportTarget,
): void {
  const { written, kept, removed, left } = result;
  for (const remark of remarks) report.note(`Note: ${remark}`);
  const servers = [
    ...(one ? [`1 server (${one.instance}, ${one.vcpu} vCPUs)`] : []),
    ...(target === 'kubernetes'
      ? [`${many.app} app + ${many.stream} streaming servers (${many.instance}, ${many.vcpu} vCPUs each)`]
      : []),
  ].join(', or ');
  const doing = options.dryRun ? ['Would write', 'would keep', 'would remove'] : ['Wrote', 'kept', 'removed'];
  const counts = [
    `${doing[0] ?? ''} ${written.length} files`,
    ...(kept.length > 0 ? [`${doing[1] ?? ''} ${kept.length} settings and secrets`] : []),
    ...(removed.length > 0 ? [`${doing[2] ?? ''} ${removed.length}`] : []),
  ].join(', ');
  report.text(
    [
      `${counts}: ${folder}`,
      ...(options.dryRun ? written.map((file) => `  ${file}`) : []),
      ...left.map((file) => `  left, since it was changed: ${file}`),
      `Sized for ${servers}.`,
      ...next[target].map((line, index) => `${index === 0 ? 'Next: ' : '      '}${line}`),
    ].join('\n'),
  );
  report.document({ target, folder, ...result, remarks, servers: { one, many } });
}
