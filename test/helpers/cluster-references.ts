/** Do the objects of a cluster know each other? What refers to nothing, in words. */

/** An object as YAML gives it. */
export type Manifest = Record<string, unknown> & {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
};

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is at a path of keys; `undefined` where there is nothing. */
function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isTree(inner) ? inner[key] : undefined), value);
}

const list = (value: unknown): readonly Tree[] => (Array.isArray(value) ? value.filter(isTree) : []);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What every cluster has. */
const given = new Set(['ServiceAccount default', 'ConfigMap kube-root-ca.crt']);

interface Pod {
  readonly workload: Manifest;
  readonly labels: Tree;
  readonly spec: Tree;
  readonly containers: readonly Tree[];
  readonly ports: readonly Tree[];
}

const podsOf = (objects: readonly Manifest[]): readonly Pod[] =>
  objects
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map((workload) => {
      const spec = at(workload, 'spec', 'template', 'spec');
      const own = list(at(spec, 'containers'));
      return {
        workload,
        labels: (at(workload, 'spec', 'template', 'metadata', 'labels') ?? {}) as Tree,
        spec: (spec ?? {}) as Tree,
        containers: [...own, ...list(at(spec, 'initContainers'))],
        ports: own.flatMap((container) => list(container['ports'])),
      };
    });

const fits = (selector: unknown, labels: Tree): boolean =>
  isTree(selector) && Object.entries(selector).every(([key, value]) => labels[key] === value);

const named = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

/** Each reference that leads nowhere. */
export function danglingInCluster(objects: readonly Manifest[]): readonly string[] {
  const pods = podsOf(objects);
  const find = (kind: string, name: unknown): Manifest | undefined =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  const there = (from: string, kind: string, name: unknown): readonly string[] =>
    find(kind, name) || given.has(`${kind} ${text(name)}`) ? [] : [`${from}: no ${kind} ${text(name)}`];
  return [
    ...pods.flatMap((pod) => danglingInPod(pod, find, there)),
    ...objects.flatMap((object) => {
      const from = named(object);
      switch (object.kind) {
        case 'Service':
          return danglingService(object, pods);
        case 'PodDisruptionBudget':
          return selects(from, at(object, 'spec', 'selector', 'matchLabels'), pods);
        case 'HorizontalPodAutoscaler': {
          const target = at(object, 'spec', 'scaleTargetRef');
          return there(from, text(at(target, 'kind')), at(target, 'name'));
        }
        case 'NetworkPolicy':
          return danglingPolicy(object, pods);
        case 'Ingress':
          return list(at(object, 'spec', 'rules'))
            .flatMap((rule) => list(at(rule, 'http', 'paths')))
            .flatMap((route) => {
              const service = at(route, 'backend', 'service');
              const found = find('Service', at(service, 'name'));
              if (!found) return there(from, 'Service', at(service, 'name'));
              const port = at(service, 'port', 'name');
              return list(at(found, 'spec', 'ports')).some(({ name }) => name === port)
                ? []
                : [`${from}: ${named(found)} has no port ${text(port)}`];
            });
        case 'ClusterRoleBinding':
          return [
            ...there(from, 'ClusterRole', at(object, 'roleRef', 'name')),
            ...list(object['subjects']).flatMap(({ name }) => there(from, 'ServiceAccount', name)),
          ];
        default:
          return [];
      }
    }),
    ...danglingAddresses(objects),
  ];
}

const selects = (from: string, selector: unknown, pods: readonly Pod[]): readonly string[] =>
  pods.some(({ labels }) => fits(selector, labels)) ? [] : [`${from}: its selector finds no pod`];

function danglingInPod(
  { workload, labels, spec, containers }: Pod,
  find: (kind: string, name: unknown) => Manifest | undefined,
  there: (from: string, kind: string, name: unknown) => readonly string[],
): readonly string[] {
  const from = named(workload);
  const volumes = [
    ...list(spec['volumes']),
    ...list(at(workload, 'spec', 'volumeClaimTemplates')).map((claim) => ({ name: at(claim, 'metadata', 'name') })),
  ] as readonly Tree[];
  const keys = (object: Manifest | undefined): readonly string[] =>
    Object.keys({ ...(at(object, 'data') as Tree), ...(at(object, 'stringData') as Tree) });
  return [
    ...(fits(at(workload, 'spec', 'selector', 'matchLabels'), labels) ? [] : [`${from}: selects other pods`]),
    ...there(from, 'ServiceAccount', spec['serviceAccountName']),
    ...(workload.kind === 'StatefulSet' ? there(from, 'Service', at(workload, 'spec', 'serviceName')) : []),
    ...volumes.flatMap((volume) => [
      ...(volume['configMap'] ? there(from, 'ConfigMap', at(volume, 'configMap', 'name')) : []),
      ...(volume['secret'] ? there(from, 'Secret', at(volume, 'secret', 'secretName')) : []),
      ...(volume['persistentVolumeClaim']
        ? there(from, 'PersistentVolumeClaim', at(volume, 'persistentVolumeClaim', 'claimName'))
        : []),
    ]),
    ...containers.flatMap((container) => [
      ...list(container['env']).flatMap((variable) =>
        (['configMapKeyRef', 'secretKeyRef'] as const).flatMap((ref) => {
          const wanted = at(variable, 'valueFrom', ref);
          if (!isTree(wanted)) return [];
          const kind = ref === 'secretKeyRef' ? 'Secret' : 'ConfigMap';
          const object = find(kind, wanted['name']);
          if (!object) return there(from, kind, wanted['name']);
          return keys(object).includes(text(wanted['key']))
            ? []
            : [`${from}: ${named(object)} has no ${text(wanted['key'])}`];
        }),
      ),
      // A file that is read from /run/secrets has to be in the Secret that is mounted there.
      ...list(container['env']).flatMap(({ value }) => {
        const [, key] = /\/run\/secrets\/([\w.-]+)/.exec(text(value)) ?? [];
        if (key === undefined) return [];
        const mount = list(container['volumeMounts']).find(({ mountPath }) => mountPath === '/run/secrets');
        const volume = volumes.find(({ name }) => name === mount?.['name']);
        return keys(find('Secret', at(volume, 'secret', 'secretName'))).includes(key)
          ? []
          : [`${from}: no secret ${key} at /run/secrets`];
      }),
      ...list(container['volumeMounts']).flatMap((mount) => {
        const volume = volumes.find(({ name }) => name === mount['name']);
        if (!volume) return [`${from}: no volume ${text(mount['name'])}`];
        const { subPath } = mount;
        if (subPath === undefined) return [];
        return keys(find('ConfigMap', at(volume, 'configMap', 'name'))).includes(text(subPath))
          ? []
          : [`${from}: no file ${text(subPath)}`];
      }),
      ...['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) => {
        const port = at(container, probe, 'httpGet', 'port');
        return typeof port !== 'number' || list(container['ports']).some(({ containerPort }) => containerPort === port)
          ? []
          : [`${from}: ${probe} asks at ${port}, which is no port`];
      }),
    ]),
  ];
}

function danglingService(service: Manifest, pods: readonly Pod[]): readonly string[] {
  const from = named(service);
  const { 'statefulset.kubernetes.io/pod-name': one, ...selector } = at(service, 'spec', 'selector') as Tree;
  const found = pods.filter(({ labels }) => fits(selector, labels));
  if (found.length === 0) return [`${from}: its selector finds no pod`];
  const isPod = ({ workload }: Pod): boolean => {
    const index = Number(text(one).replace(`${workload.metadata.name}-`, ''));
    return workload.kind === 'StatefulSet' && index < Number(at(workload, 'spec', 'replicas'));
  };
  return [
    ...(one === undefined || found.some(isPod) ? [] : [`${from}: there is no pod ${text(one)}`]),
    ...list(at(service, 'spec', 'ports')).flatMap(({ targetPort }) =>
      found.some(({ ports }) =>
        ports.some(({ name, containerPort }) => name === targetPort || containerPort === targetPort),
      )
        ? []
        : [`${from}: no port ${String(targetPort)}`],
    ),
  ];
}

function danglingPolicy(policy: Manifest, pods: readonly Pod[]): readonly string[] {
  const from = named(policy);
  const of = at(policy, 'spec', 'podSelector', 'matchLabels');
  // Of pods that others make, or of all.
  if (of === undefined || Object.keys(of as Tree).some((key) => key.startsWith('acme.'))) return [];
  const chosen = pods.filter(({ labels }) => fits(of, labels));
  return [
    ...selects(from, of, pods),
    ...list(at(policy, 'spec', 'ingress')).flatMap((rule) => [
      ...list(rule['from']).flatMap((peer) =>
        peer['podSelector'] ? selects(from, at(peer, 'podSelector', 'matchLabels'), pods) : [],
      ),
      ...list(rule['ports']).flatMap(({ port }) =>
        typeof port !== 'string' || chosen.some(({ ports }) => ports.some(({ name }) => name === port))
          ? []
          : [`${from}: no port ${port}`],
      ),
    ]),
  ];
}

/** Names of services as they stand in addresses and in settings. */
const addresses = [
  /\b(?:https?|postgres):\/\/(?:[^@/\s"]*@)?(?<name>[a-z][a-z0-9-]*)(?::(?<port>\d+))?(?=[/"\s]|$)/g,
  /\b(?:hostname|dns_name|POSTGREST_INTERNAL_HOSTNAME|"ip") ?[=:] ?"?(?<name>[a-z][a-z0-9-]*)"?$/gm,
  /"ip": "(?<name>[a-z][a-z0-9-]*)"/g,
];

function danglingAddresses(objects: readonly Manifest[]): readonly string[] {
  const services = objects.filter(({ kind }) => kind === 'Service');
  const said = objects.flatMap((object): readonly (readonly [string, string])[] => {
    if (object.kind === 'ConfigMap')
      return Object.values((object['data'] ?? {}) as Tree).map((value) => [named(object), text(value)]);
    if (object.kind === 'Secret')
      return Object.values((object['data'] ?? {}) as Tree).map((value) => [
        named(object),
        Buffer.from(text(value), 'base64').toString(),
      ]);
    return podsOf([object])
      .flatMap(({ containers }) => containers.flatMap((container) => list(container['env'])))
      .map(({ name, value }) => [named(object), `${text(name)}=${text(value)}`]);
  });
  return said.flatMap(([from, words]) =>
    addresses.flatMap((pattern) =>
      [...words.matchAll(pattern)].flatMap(({ groups = {} }) => {
        const { name, port } = groups;
        if (name === 'localhost') return [];
        const service = services.find(({ metadata }) => metadata.name === name);
        if (!service) return [`${from}: no Service ${name ?? ''} to be asked`];
        const ports = list(at(service, 'spec', 'ports'));
        return port === undefined || ports.some((each) => String(each['port']) === port)
          ? []
          : [`${from}: Service ${name ?? ''} has no port ${port}`];
      }),
    ),
  );
}
