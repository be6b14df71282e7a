/** How services in a cluster are reached, and who may: Services, Ingress, NetworkPolicies. */
import type { Service, ServicePort } from 'kubernetes-types/core/v1.js';
import type { Ingress, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from 'kubernetes-types/networking/v1.js';
import type { PortRange } from '../model/container.ts';
import type { Exported, PublicRoute } from './exported.ts';
import { labelsOf, selectorOf } from './kubernetes-workload.ts';

/** The controller that reaches services whose certificate nobody has signed; upstream's own clusters use it, too. */
const ingressClass = 'haproxy';

/** Where it is when it is installed as its maker says. */
const ingressNamespace = 'haproxy-controller';

/** What cert-manager asks for certificates by. */
export const clusterIssuer = 'letsencrypt';

/** The service of one of several copies. */
export const instanceName = (service: string, index: number): string => `${service}-${index}`;

/** The service of all copies, one by one. */
export const nodesName = (service: string): string => `${service}-nodes`;

/** True of ports that speak TLS. */
const speaksTls = ({ spec }: Exported, port: string): boolean =>
  spec.routes.some((route) => route.port === port && route.isTls);

const portsOf = ({ spec }: Exported): ServicePort[] =>
  Object.entries(spec.ports).map(([name, port]) => ({ name, port, targetPort: name }));

/** Everything by which a service is reached. */
export function servicesOf(service: Exported): readonly Service[] {
  const { name, spec, share } = service;
  const isTls = Object.keys(spec.ports).some((port) => speaksTls(service, port));
  const annotations = isTls ? { 'haproxy.org/server-ssl': 'true' } : undefined;
  const made = (named: string, given: NonNullable<Service['spec']>): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: named, labels: labelsOf(name), ...(annotations ? { annotations } : {}) },
    spec: given,
  });
  const ports = portsOf(service);
  return [
    made(name, {
      selector: selectorOf(name),
      ports,
      // Its copies are asked one by one.
      ...(spec.media ? { clusterIP: 'None' } : {}),
    }),
    ...(spec.media
      ? Array.from({ length: share.copies }, (_, index) =>
          made(instanceName(name, index), {
            selector: { ...selectorOf(name), 'statefulset.kubernetes.io/pod-name': instanceName(name, index) },
            ports,
          }),
        )
      : []),
    // Its copies find each other by the addresses behind this name, also before they are ready.
    ...(spec.cluster
      ? [
          made(nodesName(name), {
            selector: selectorOf(name),
            ports,
            clusterIP: 'None',
            publishNotReadyAddresses: true,
          }),
        ]
      : []),
  ];
}

/** What comes in from outside. */
export function ingressOf(routes: readonly PublicRoute[], hosts: readonly string[]): Ingress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'metaton',
      annotations: { 'cert-manager.io/cluster-issuer': clusterIssuer, 'haproxy.org/timeout-tunnel': '1h' },
    },
    spec: {
      ingressClassName: ingressClass,
      tls: [{ hosts: [...hosts], secretName: 'metaton-tls' }],
      rules: hosts.map((host) => ({
        host,
        http: {
          paths: routes
            .filter(({ publicHost }) => publicHost === host)
            .map(({ path, service, index, port }) => ({
              path,
              pathType: 'Prefix',
              backend: {
                service: {
                  name: index === undefined ? service : instanceName(service, index),
                  port: { name: port },
                },
              },
            })),
        },
      })),
    },
  };
}

const tcp = (port: number | string): NetworkPolicyPort => ({ protocol: 'TCP', port });

const range = ({ from, to }: PortRange): NetworkPolicyPort => ({
  protocol: 'TCP',
  port: from,
  ...(to > from ? { endPort: to } : {}),
});

const pods = (service: string): NetworkPolicyPeer => ({ podSelector: { matchLabels: selectorOf(service) } });

const fromOutside: NetworkPolicyPeer = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': ingressNamespace } },
};

/** Who may reach a service; nobody else may. */
export function policyOf({ name, spec }: Exported, present: ReadonlySet<string>): NetworkPolicy {
  const routed = [...new Set(spec.routes.map(({ port }) => port))];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: labelsOf(name) },
    spec: {
      podSelector: { matchLabels: selectorOf(name) },
      policyTypes: ['Ingress'],
      ingress: [
        ...Object.entries(spec.callers).flatMap(([port, callers]) => {
          const from = callers.filter((caller) => present.has(caller)).map(pods);
          // An empty list would let everybody in.
          return from.length > 0 ? [{ from, ports: [tcp(port)] }] : [];
        }),
        ...(routed.length > 0 ? [{ from: [fromOutside], ports: routed.map(tcp) }] : []),
        ...(spec.cluster ? [{ from: [pods(name)], ports: spec.cluster.map(range) }] : []),
        ...(spec.media ? [{ ports: [{ protocol: 'UDP', port: spec.media.from, endPort: spec.media.to }] }] : []),
      ],
    },
  };
}

/** What is in this namespace and named by no other policy is reached by nobody, but for cert-manager's own questions. */
export const commonPolicies: readonly NetworkPolicy[] = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'nobody' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'acme' },
    spec: {
      podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [tcp(8089)] }],
    },
  },
];
