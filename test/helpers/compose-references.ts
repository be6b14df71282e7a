/** Do the parts of a Compose project know each other? What refers to nothing, in words. */

type Named = Record<string, unknown>;

interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly dockerfile: string };
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly secrets?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
  readonly volumes?: readonly string[];
  readonly environment?: Record<string, string>;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly network_mode?: string;
  readonly healthcheck?: unknown;
}

/** As YAML gives it. */
export interface ComposeProject {
  readonly services: Record<string, ComposeService>;
  readonly volumes: Named;
  readonly configs: Record<string, { readonly file: string }>;
  readonly secrets: Record<string, { readonly file: string }>;
}

/** Each reference that leads nowhere; `read` gives the text of a file of the project. */
export function danglingInCompose(
  project: ComposeProject,
  read: (file: string) => string | undefined,
): readonly string[] {
  const { services, configs, secrets, volumes } = project;
  const settings = read('.env') ?? '';
  return [
    ...Object.entries({ ...configs, ...secrets }).flatMap(([name, { file }]) =>
      read(file) === undefined ? [`${name}: no file ${file}`] : [],
    ),
    ...Object.entries(services).flatMap(([name, service]) => [
      ...Object.entries(service.depends_on ?? {}).flatMap(([need, { condition }]) => {
        const needed = services[need];
        if (!needed) return [`${name}: no service ${need} to wait for`];
        return condition === 'service_healthy' && needed.healthcheck === undefined
          ? [`${name}: ${need} never says that it is healthy`]
          : [];
      }),
      ...(service.secrets ?? []).flatMap((secret) => (secrets[secret] ? [] : [`${name}: no secret ${secret}`])),
      ...(service.configs ?? []).flatMap(({ source }) => (configs[source] ? [] : [`${name}: no config ${source}`])),
      ...(service.volumes ?? []).flatMap((volume) =>
        (volume.split(':')[0] ?? '') in volumes ? [] : [`${name}: no volume ${volume}`],
      ),
      ...(service.build && read(service.build.dockerfile) === undefined
        ? [`${name}: no Dockerfile ${service.build.dockerfile}`]
        : []),
      ...[...Object.values(service.environment ?? {}), ...(service.command ?? [])].flatMap((value) => [
        ...[...value.matchAll(/\/run\/secrets\/([\w.-]+)/g)].flatMap(([, secret = '']) =>
          service.secrets?.includes(secret) === true ? [] : [`${name}: reads ${secret}, which it is not given`],
        ),
        ...[...value.replaceAll('$$', '').matchAll(/\$\{(\w+)/g)].flatMap(([, setting = '']) =>
          new RegExp(`^${setting}=`, 'm').test(settings) ? [] : [`${name}: no setting ${setting} in .env`],
        ),
      ]),
      ...[
        ...Object.values(service.environment ?? {}),
        ...(service.configs ?? []).map(({ source }) => read(configs[source]?.file ?? '') ?? ''),
        ...(service.secrets ?? []).map((secret) => read(secrets[secret]?.file ?? '') ?? ''),
      ].flatMap((words) =>
        [
          ...words.matchAll(/\b(?:https?|postgres):\/\/(?:[^@/\s"]*@)?([a-z][a-z0-9-]*)(?::\d+)?(?=[/"\s]|$)/g),
          ...words.matchAll(/\b(?:hostname|dns_name) ?= ?"([a-z][a-z0-9-]*)"$/gm),
        ].flatMap(([, host = '']) => (host in services ? [] : [`${name}: no service ${host} to be asked`])),
      ),
    ]),
    ...danglingUpstreams(project, read),
  ];
}

/** What the proxy passes on must be published on loopback, or be on the machine's own network. */
function danglingUpstreams(
  { services, configs }: ComposeProject,
  read: (file: string) => string | undefined,
): readonly string[] {
  const published = new Set(
    Object.values(services).flatMap(({ ports = [] }) =>
      ports.map((port) => port.replace(/^127\.0\.0\.1:(\d+):.*/, '$1')),
    ),
  );
  const onHost = Object.values(services)
    .filter(({ network_mode }) => network_mode === 'host')
    .map(({ environment = {}, healthcheck }) => JSON.stringify([environment, healthcheck]));
  return [...(read(configs['proxy-Caddyfile']?.file ?? '') ?? '').matchAll(/127\.0\.0\.1:(\d+)/g)].flatMap(
    ([, port = '']) =>
      published.has(port) || (port === '4443' && onHost.length > 1) ? [] : [`proxy: nothing is at port ${port}`],
  );
}
