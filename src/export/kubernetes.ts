/** The stack for a cluster: a Kustomize base, and an overlay each for one node and for many. */
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2.js';
import type { Namespace, ServiceAccount } from 'kubernetes-types/core/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import type { ClusterRole, ClusterRoleBinding } from 'kubernetes-types/rbac/v1.js';
import { stringify } from 'yaml';
import type { Export, Relative } from './compose.ts';
import { contextOf, dockerfiles, imageName, type OutFile } from './dockerfile.ts';
import { type Exported, exportedServices, type ExportWish, publicHosts, publicRoutes } from './exported.ts';
import {
  clusterIssuer,
  commonPolicies,
  ingressOf,
  instanceName,
  nodesName,
  policyOf,
  servicesOf,
} from './kubernetes-network.ts';
import {
  type ClusterWish,
  claimOf,
  configMapOf,
  labelsOf,
  names,
  selectorOf,
  workloadOf,
} from './kubernetes-workload.ts';
import { secretsOf, settingsOf, settingsText } from './secrets.ts';
import type { Sizing } from './sizing.ts';

/** Where all of it is. */
const namespace = 'metaton';

/** An object of a cluster, and the file that it is written to. */
interface Placed {
  readonly file: string;
  readonly object: ClusterObject;
}

/** What every object has. */
export interface ClusterObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

/** How large both are to be; without `one`, a single node could not hold the crowd. */
export interface ClusterSizings {
  readonly one: Sizing | undefined;
  readonly many: Sizing;
}

/** All of it. */
export function kubernetesExport(wish: ExportWish, { one, many }: ClusterSizings, relative: Relative): Export {
  const renderings = [
    ...(one ? [{ overlay: 'one-node', ...render(wish, one, false) }] : []),
    { overlay: 'many-nodes', ...render(wish, many, true) },
  ];
  const spread = renderings.at(-1) ?? render(wish, many, true);
  // What is the same in both is the base; what is not, each overlay has whole.
  const [first, ...others] = renderings.map(({ placed }) => new Set(placed.map(text)));
  const isCommon = (each: Placed): boolean => [first, ...others].every((texts) => texts?.has(text(each)) === true);
  const base = spread.placed.filter((each) => isCommon(each) && (one !== undefined || isLasting(each)));
  const inBase = new Set(base.map(text));
  return {
    files: [
      ...written('base', base, (resources) => ({
        namespace,
        resources,
        ...generatorsOf(spread.services),
      })),
      ...renderings.flatMap(({ overlay, placed }) =>
        written(
          `overlays/${overlay}`,
          placed.filter((each) => !inBase.has(text(each))),
          (resources) => ({ namespace, resources: ['../../base', ...resources] }),
        ),
      ),
      ...dockerfiles(spread.services),
      {
        path: 'images/compose.yaml',
        text: header + stringify(buildFile(wish, spread.services, relative), { lineWidth: 0 }),
      },
      { path: 'cluster-issuer.example.yaml', text: stringify(exampleIssuer) },
      { path: 'base/secrets/.gitignore', text: '*\n' },
    ],
    once: [{ path: 'base/settings.env', text: settingsText(settingsOf(spread.services)) }],
    secrets: secretsOf(spread.services),
    secretsFolder: 'base/secrets',
    hosts: spread.hosts,
  };
}

const header =
  '# Written by `metaton export kubernetes`: change metaton.yaml and export again, or patch it in an overlay of your own.\n';

/** What does not depend on how many there are. */
const isLasting = ({ object }: Placed): boolean =>
  !['Deployment', 'StatefulSet', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'].includes(object.kind ?? '');

const text = ({ file, object }: Placed): string => `${file}\0${JSON.stringify(object)}`;

interface Rendering {
  readonly services: readonly Exported[];
  readonly placed: readonly Placed[];
  readonly hosts: readonly string[];
}

/** Every object, for so many nodes. */
function render(wish: ExportWish, sizing: Sizing, isSpread: boolean): Rendering {
  const services = exportedServices(wish, sizing, {
    address: (service) => service,
    addressOfAll: nodesName,
    instance: instanceName,
    isConfined: false,
  });
  const routes = publicRoutes(services, wish.host, sizing);
  const hosts = publicHosts(routes);
  const cluster: ClusterWish = { registry: wish.registry, isSpread };
  const present = new Set(services.map(({ name }) => name));
  const at = (file: string, ...objects: readonly (ClusterObject | undefined)[]): readonly Placed[] =>
    objects.flatMap((object) => (object ? [{ file: `${file}.yaml`, object }] : []));
  return {
    services,
    hosts,
    placed: [
      ...at('namespace', namespaceObject),
      ...services.flatMap((service) =>
        at(
          service.name,
          configMapOf(service),
          claimOf(service, cluster),
          workloadOf(service, cluster),
          ...servicesOf(service),
          ...(isSpread ? [budgetOf(service), autoscalerOf(service, sizing)] : []),
        ),
      ),
      ...at('policies', ...commonPolicies, ...services.map((service) => policyOf(service, present))),
      ...at('ingress', ingressOf(routes, hosts)),
      ...(services.some(({ spec }) => spec.media) ? at('announcer', ...announcer) : []),
    ],
  };
}

const namespaceObject: Namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  // Media needs the network of the node, which the stricter levels refuse: https://kubernetes.io/docs/concepts/security/pod-security-standards/
  metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
};

/** One at a time, where there is another. */
function budgetOf({ name, share }: Exported): PodDisruptionBudget | undefined {
  if (share.copies < 2) return undefined;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, labels: labelsOf(name) },
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(name) } },
  };
}

/** Websockets stay where they are: copies come soon, and go late. */
function autoscalerOf({ name, spec, share }: Exported, { mostApp }: Sizing): HorizontalPodAutoscaler | undefined {
  if (spec.grows !== 'app') return undefined;
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, labels: labelsOf(name) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: share.copies,
      maxReplicas: mostApp,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: 1800 } },
    },
  };
}

/** May read what addresses nodes have, and nothing else. */
const announcer: readonly [ServiceAccount, ClusterRole, ClusterRoleBinding] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: names.announcer } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: `${namespace}-${names.announcer}` },
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `${namespace}-${names.announcer}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `${namespace}-${names.announcer}` },
    subjects: [{ kind: 'ServiceAccount', name: names.announcer, namespace }],
  },
];

/** A file for each name, and the kustomization that lists them. */
function written(
  folder: string,
  placed: readonly Placed[],
  kustomization: (resources: readonly string[]) => object,
): readonly OutFile[] {
  const files = [...new Set(placed.map(({ file }) => file))];
  return [
    ...files.map((file) => ({
      path: `${folder}/${file}`,
      text:
        header +
        placed
          .filter((each) => each.file === file)
          .map(({ object }) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
          .join('---\n'),
    })),
    {
      path: `${folder}/kustomization.yaml`,
      text:
        header +
        stringify(
          { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...kustomization(files) },
          { lineWidth: 0 },
        ),
    },
  ];
}

/** Secrets and settings are read from files where the objects are built. */
const generatorsOf = (services: readonly Exported[]): object => ({
  // What is named is the same after each export; new files start their pods anew by an annotation.
  generatorOptions: { disableNameSuffixHash: true },
  configMapGenerator: [{ name: names.settings, envs: ['settings.env'] }],
  secretGenerator: services
    .filter(({ spec }) => Object.keys(spec.secrets).length > 0)
    .map(({ name, spec }) => ({
      name: names.secrets(name),
      files: Object.keys(spec.secrets).map((secret) => `secrets/${secret}`),
    })),
});

/** Builds and pushes every image with one command. */
const buildFile = ({ registry }: ExportWish, services: readonly Exported[], relative: Relative): object => ({
  name: 'metaton-images',
  services: Object.fromEntries(
    services.flatMap((service) => {
      const { name, source, spec } = service;
      if (spec.image.kind === 'official' || !source) return [];
      return [
        [
          name,
          {
            build: {
              context: name,
              additional_contexts: { source: contextOf(source, (path) => relative(path, 'images')) },
            },
            image: imageName(service, registry),
          },
        ],
      ];
    }),
  ),
});

/** What cert-manager needs to be told once per cluster. */
const exampleIssuer = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'ClusterIssuer',
  metadata: { name: clusterIssuer },
  spec: {
    acme: {
      server: 'https://acme-v02.api.letsencrypt.org/directory',
      email: 'you@example.org',
      privateKeySecretRef: { name: `${clusterIssuer}-account` },
      solvers: [{ http01: { ingress: { ingressClassName: 'haproxy' } } }],
    },
  },
};
