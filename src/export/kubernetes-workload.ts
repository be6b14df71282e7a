/** What of one service runs in a cluster: its workload, its files, its storage. */
import { createHash } from 'node:crypto';
import type { Deployment, StatefulSet } from 'kubernetes-types/apps/v1.js';
import type {
  Affinity,
  ConfigMap,
  Container,
  PersistentVolumeClaim,
  PodTemplateSpec,
  Probe,
  Volume,
  VolumeMount,
} from 'kubernetes-types/core/v1.js';
import type { Health } from '../model/container.ts';
import { imageName } from './dockerfile.ts';
import type { Exported } from './exported.ts';

/** What is the same for all objects of one rendering. */
export interface ClusterWish {
  readonly registry: string;
  /** True where there are several nodes, and no two copies belong on one. */
  readonly isSpread: boolean;
}

/** By which services, pods and policies find each other. */
export const labelsOf = (service: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': service,
  'app.kubernetes.io/part-of': 'metaton',
});

/** By which pods are chosen. */
export const selectorOf = (service: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': service,
});

/** Names of what belongs to a service. */
export const names = {
  files: (service: string): string => `${service}-files`,
  secrets: (service: string): string => `${service}-secrets`,
  storage: (service: string): string => `${service}-storage`,
  settings: 'settings',
  announcer: 'announcer',
} as const;

/** A copy with a volume of its own, or with a name of its own, is told from the others. */
const isStateful = ({ spec }: Exported): boolean =>
  spec.media !== undefined || (spec.volume !== undefined && !spec.volume.isShared);

/** The key of a file in its ConfigMap. */
const keyOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The files of a service that are no secrets. */
export function configMapOf({ name, spec }: Exported): ConfigMap | undefined {
  const files = Object.entries(spec.files);
  if (files.length === 0) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: names.files(name), labels: labelsOf(name) },
    data: Object.fromEntries(files.map(([path, text]) => [keyOf(path), text])),
  };
}

/** Storage that all copies see; one of a StatefulSet makes its own. */
export function claimOf({ name, spec }: Exported, { isSpread }: ClusterWish): PersistentVolumeClaim | undefined {
  if (!spec.volume?.isShared) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: names.storage(name), labels: labelsOf(name) },
    spec: {
      accessModes: [isSpread ? 'ReadWriteMany' : 'ReadWriteOnce'],
      resources: { requests: { storage: `${spec.volume.gibibytes}Gi` } },
    },
  };
}

/** What runs. */
export function workloadOf(service: Exported, wish: ClusterWish): Deployment | StatefulSet {
  const { name, spec, share } = service;
  const metadata = { name, labels: labelsOf(name) };
  const selector = { matchLabels: selectorOf(name) };
  const template = templateOf(service, wish);
  if (!isStateful(service)) {
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { replicas: share.copies, selector, template },
    };
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: {
      serviceName: name,
      replicas: share.copies,
      selector,
      template,
      ...(spec.volume
        ? {
            volumeClaimTemplates: [
              {
                apiVersion: 'v1',
                kind: 'PersistentVolumeClaim',
                metadata: { name: 'storage' },
                spec: {
                  accessModes: ['ReadWriteOnce'],
                  resources: { requests: { storage: `${spec.volume.gibibytes}Gi` } },
                },
              },
            ],
          }
        : {}),
    },
  };
}

function templateOf(service: Exported, wish: ClusterWish): PodTemplateSpec {
  const { name, spec } = service;
  const files = Object.values(spec.files).join('\0');
  return {
    metadata: {
      labels: labelsOf(name),
      // Other files, another start: what is mounted is read only then.
      ...(files === '' ? {} : { annotations: { 'metaton/files': print(files) } }),
    },
    spec: {
      serviceAccountName: spec.media ? names.announcer : 'default',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: spec.user,
        runAsGroup: spec.user,
        fsGroup: spec.user,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...(spec.media ? { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
      ...(wish.isSpread ? { affinity: apart(name, spec.media !== undefined) } : {}),
      ...(spec.media ? { initContainers: [announcer(service, wish)] } : {}),
      containers: [containerOf(service, wish)],
      volumes: volumesOf(service),
    },
  };
}

const print = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Copies that need a node's own ports must be on different nodes; others had better be. */
function apart(name: string, isMust: boolean): Affinity {
  const term = { labelSelector: { matchLabels: selectorOf(name) }, topologyKey: 'kubernetes.io/hostname' };
  return {
    podAntiAffinity: isMust
      ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
      : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
  };
}

const confined = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

function containerOf(service: Exported, { registry }: ClusterWish): Container {
  const { name, spec, health, share } = service;
  const command = spec.media ? announced(spec.media.announce, spec.command ?? []) : spec.command;
  return {
    name,
    image: imageName(service, registry),
    // An official image begins with its own entry point, which prepares what is not there.
    ...(command === undefined ? {} : { [spec.image.kind === 'official' ? 'args' : 'command']: [...command] }),
    env: [
      ...Object.entries(spec.environment).map(([variable, value]) => ({ name: variable, value })),
      ...Object.keys(spec.settings ?? {}).map((variable) => ({
        name: variable,
        valueFrom: { configMapKeyRef: { name: names.settings, key: variable } },
      })),
    ],
    ports: Object.entries(spec.ports).map(([port, number]) => ({ name: port, containerPort: number })),
    ...(health ? probesOf(health, spec.startsWithinMs) : {}),
    resources: {
      requests: { cpu: `${share.milliCpu}m`, memory: `${share.memoryMiB}Mi` },
      // No limit of processors: a throttled media server stutters. Memory is not given back.
      limits: { memory: `${share.memoryMiB}Mi` },
    },
    securityContext: confined,
    volumeMounts: mountsOf(service),
  };
}

/** Before the health of a start is judged it has its time. */
function probesOf(
  health: Health,
  startsWithinMs: number,
): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const question: Probe =
    health.kind === 'command'
      ? { exec: { command: [...health.command] } }
      : { httpGet: { path: health.path, port: health.port, scheme: health.scheme.toUpperCase() } };
  const each = { ...question, timeoutSeconds: 10 };
  const periodSeconds = 5;
  return {
    startupProbe: { ...each, periodSeconds, failureThreshold: Math.ceil(startsWithinMs / 1000 / periodSeconds) },
    readinessProbe: { ...each, periodSeconds: 10 },
    livenessProbe: { ...each, periodSeconds: 30, failureThreshold: 5 },
  };
}

const announcedFile = '/run/announced/address';

/** The command, with the node's address in its environment. */
const announced = (variable: string, command: readonly string[]): readonly string[] => [
  ...['sh', '-c', `export ${variable}="$(cat ${announcedFile})"; exec "$@"`, 'sh'],
  ...command,
];

/** A pod is told only the inner address of its node; the outer one stands in the node's own object. */
const askForAddress = `set -eu
curl -fsS --retry 5 --cacert /run/api/ca.crt -H "Authorization: Bearer $(cat /run/api/token)" \\
  "https://kubernetes.default.svc/api/v1/nodes/$NODE_NAME" |
  jq -er '.status.addresses as $all | first("ExternalIP", "InternalIP" | . as $type | $all[] | select(.type == $type) | .address)' \\
  >${announcedFile}
`;

function announcer(service: Exported, { registry }: ClusterWish): Container {
  return {
    name: 'address',
    image: imageName(service, registry),
    command: ['sh', '-c', askForAddress],
    env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
    securityContext: confined,
    volumeMounts: [
      { name: 'announced', mountPath: '/run/announced' },
      { name: 'api', mountPath: '/run/api', readOnly: true },
    ],
  };
}

const hasSecrets = ({ spec }: Exported): boolean => Object.keys(spec.secrets).length > 0;

const hasFiles = ({ spec }: Exported): boolean => Object.keys(spec.files).length > 0;

/** For the one container that asks: what is mounted by itself would lie within /run/secrets, which is full and read-only. */
const apiAccess: Volume = {
  name: 'api',
  projected: {
    sources: [
      { serviceAccountToken: { path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    ],
  },
};

function volumesOf(service: Exported): Volume[] {
  const { name, spec } = service;
  return [
    { name: 'tmp', emptyDir: {} },
    ...(hasFiles(service) ? [{ name: 'files', configMap: { name: names.files(name) } }] : []),
    ...(hasSecrets(service)
      ? [{ name: 'secrets', secret: { secretName: names.secrets(name), defaultMode: 0o440 } }]
      : []),
    ...(spec.volume?.isShared === true
      ? [{ name: 'storage', persistentVolumeClaim: { claimName: names.storage(name) } }]
      : []),
    ...(spec.media ? [{ name: 'announced', emptyDir: {} }, apiAccess] : []),
  ];
}

function mountsOf(service: Exported): VolumeMount[] {
  const { spec } = service;
  return [
    { name: 'tmp', mountPath: '/tmp' },
    ...Object.keys(spec.files).map((path) => ({
      name: 'files',
      mountPath: path,
      subPath: keyOf(path),
      readOnly: true,
    })),
    ...(hasSecrets(service) ? [{ name: 'secrets', mountPath: '/run/secrets', readOnly: true }] : []),
    ...(spec.volume ? [{ name: 'storage', mountPath: spec.volume.path }] : []),
    ...(spec.media ? [{ name: 'announced', mountPath: '/run/announced', readOnly: true }] : []),
  ];
}
