/** Values of a made-up stack, for tests of what is rendered from them. */
import { join } from 'node:path';
import type { StackValues } from '../../src/model/stack-values.ts';
import { noPostgrest } from './made-up-stack.ts';

const ports: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  postgres: { postgres: 5432 },
  postgrest: { http: 3000 },
  reticulum: { https: 4000, console: 4370 },
  dialog: { https: 4443, admin: 7000 },
  hubs: { https: 8080 },
  'hubs-admin': { https: 8989 },
  spoke: { https: 9090 },
};

/** Everything below `root`; any value can be given instead. */
export function stackValues(root: string, given: Partial<StackValues> = {}): StackValues {
  const certificates = join(root, 'certs');
  const services = join(root, 'services');
  return {
    host: 'localhost',
    announcedAddress: '127.0.0.1',
    lan: undefined,
    port: (service, name) => {
      const known = ports[service] ?? {};
      return (name === undefined ? Object.values(known)[0] : known[name]) ?? 0;
    },
    checkout: (service) => (service === 'hubs-admin' ? join(services, 'hubs', 'admin') : join(services, service)),
    era: () => undefined,
    openssl: () => '3.0.17',
    guideEdits: false,
    runs: () => true,
    state: join(root, '.metaton'),
    certificate: {
      folder: certificates,
      leaf: join(certificates, 'cert.pem'),
      key: join(certificates, 'key.pem'),
      fullchain: join(certificates, 'fullchain.pem'),
      authority: join(certificates, 'ca.pem'),
      authorityFolder: join(root, 'authority'),
      authorityMaker: 'metaton',
      own: undefined,
      manifest: join(root, 'trust.json'),
      stays: undefined,
      hosts: ['localhost', '127.0.0.1'],
    },
    permsKey: {
      privatePem: join(certificates, 'perms.pem'),
      publicPem: join(certificates, 'perms.pub.pem'),
      jwk: join(certificates, 'reticulum-jwk.json'),
    },
    database: {
      host: '127.0.0.1',
      port: 5432,
      user: 'postgres',
      password: 'postgres',
      name: 'ret_dev',
      isEmbedded: true,
    },
    postgrest: noPostgrest,
    platform: 'linux-x64',
    isOffline: false,
    workspace: root,
    node: process.execPath,
    preloads: join(root, 'preloads'),
    lastMigration: undefined,
    template: () => '',
    ...given,
  };
}
