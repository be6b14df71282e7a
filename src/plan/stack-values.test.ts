import { describe, expect, it } from 'vitest';
import { madeUpInstallation, madeUpService, madeUpWorkspace, noPostgrest } from '../../test/helpers/made-up-stack.ts';
import { absolute, hostsOf, stackValues } from './stack-values.ts';

const install = { commands: [['npm', 'ci'] as const], produces: 'node_modules', lock: 'lock' };
const web = madeUpService('web', {
  ports: { https: { number: 1000, protocol: 'https' }, admin: { number: 2000, protocol: 'http' } },
  eras: [
    { name: 'new', matches: ({ text }) => text('main') !== undefined, patches: [] },
    { name: 'old', matches: () => true, patches: [] },
  ],
});
const panel = madeUpService('panel', {
  source: { kind: 'folder-of', service: 'web', folder: 'panel', marks: [], install },
});

const valuesOf = (settings: Parameters<typeof madeUpWorkspace>[0]) =>
  stackValues({
    workspace: madeUpWorkspace(settings),
    known: [web, panel],
    chosen: [web],
    installation: madeUpInstallation,
    templates: new Map([['web.conf', 'text']]),
    facts: {
      lastMigration: '20200101000000',
      checkouts: new Map([['web', { root: '/world/services/web', text: () => undefined }]]),
      openssl: new Map([['web', '1.1.1v']]),
    },
    postgrest: noPostgrest,
    isOffline: false,
  });

describe('ports', () => {
  it("are the service's own, the first where none is named", () => {
    expect([valuesOf({}).port('web'), valuesOf({}).port('web', 'admin')]).toEqual([1000, 2000]);
  });

  it('move where the settings say so', () => {
    const { port } = valuesOf({ services: { web: { ports: { admin: 2001 } } } });
    expect([port('web'), port('web', 'admin')]).toEqual([1000, 2001]);
  });

  it('are a mistake of the asking service where there is none', () => {
    expect(() => valuesOf({}).port('web', 'http')).toThrow('no port http of web');
    expect(() => valuesOf({}).port('wep')).toThrow('an unknown service');
  });
});

describe('checkouts', () => {
  it('are below services/, unless the settings name a folder', () => {
    expect(valuesOf({}).checkout('web')).toBe('/world/services/web');
    expect(valuesOf({ services: { web: { path: 'code/web' } } }).checkout('web')).toBe('/world/code/web');
  });

  it('hold the folders of other services, wherever they are', () => {
    expect(valuesOf({}).checkout('panel')).toBe('/world/services/web/panel');
    expect(valuesOf({ services: { web: { path: '/code/web' } } }).checkout('panel')).toBe('/code/web/panel');
  });

  it('are a mistake of the asking service where there is none', () => {
    expect(() => valuesOf({}).checkout('wep')).toThrow('no service wep');
  });

  it.each([
    ['/code', '/code'],
    ['C:\\code', 'C:\\code'],
    ['./code', '/world/code'],
    ['code', '/world/code'],
  ])('given as %s are %s', (path, folder) => {
    expect(absolute(path, '/world')).toBe(folder);
  });
});

describe('the database', () => {
  it('is embedded unless a URL names another', () => {
    expect(valuesOf({}).database).toMatchObject({ host: '127.0.0.1', isEmbedded: true });
    const url = 'postgres://postgres:postgres@db.local/ret_dev';
    expect(valuesOf({ database: { url } }).database).toMatchObject({ host: 'db.local', isEmbedded: false });
  });

  it('has values even when its URL is nonsense, so that the planner can say so', () => {
    expect(valuesOf({ database: { url: 'nonsense' } }).database.isEmbedded).toBe(false);
  });
});

describe('what is true of a service', () => {
  it('is its era, where it has a checkout', () => {
    expect([valuesOf({}).era('web'), valuesOf({}).era('panel')]).toEqual(['old', undefined]);
  });

  it("is the OpenSSL of its own Node, or of metaton's", () => {
    expect([valuesOf({}).openssl('web'), valuesOf({}).openssl('panel')]).toEqual(['1.1.1v', '3.0.17']);
  });
});

describe('the rest', () => {
  it('is who runs, what was last migrated, and the templates', () => {
    const { runs, lastMigration, template } = valuesOf({});
    expect([runs('web'), runs('panel'), lastMigration, template('web.conf')]).toEqual([
      true,
      false,
      '20200101000000',
      'text',
    ]);
    expect(() => template('other.conf')).toThrow('no template other.conf');
  });

  it('keeps certificates in the workspace and the authority with the user', () => {
    expect(valuesOf({}).certificate).toMatchObject({
      leaf: '/world/certs/cert.pem',
      authorityFolder: '/home/me/.local/share/metaton/authority',
    });
  });

  it('names localhost in the certificate, once, and the host', () => {
    expect(hostsOf(madeUpWorkspace())).toEqual(['localhost']);
    expect(hostsOf(madeUpWorkspace({ host: 'world.test' }))).toEqual(['localhost', 'world.test']);
  });
});
