/** A small world of made-up services, for tests that must not know the real ones. */
import type { z } from 'zod';
import { configSchema, type Origin, type Workspace } from '../../src/model/config.ts';
import { defineService, type ServiceDefinition } from '../../src/model/service-definition.ts';
import type { Installation } from '../../src/model/installation.ts';
import type { PostgrestFinds } from '../../src/model/stack-values.ts';

/** A service that needs and has nothing but what is given. */
export const madeUpService = (name: string, given: Partial<ServiceDefinition> = {}): ServiceDefinition =>
  defineService({ name, summary: name, eras: [], ports: {}, needs: [], urls: () => [], ...given });

/** A workspace in `/world` with the given settings. */
export const madeUpWorkspace = (
  settings: z.input<typeof configSchema> = {},
  origins: Readonly<Record<string, Origin>> = {},
): Workspace => ({
  folder: '/world',
  config: configSchema.parse(settings),
  origins: new Map(Object.entries(origins)),
});

/** Where a made-up metaton lives. */
export const madeUpInstallation: Installation = {
  version: '1.2.3',
  root: '/opt/metaton',
  node: '/opt/node/bin/node',
  nodeVersion: '20.20.2',
  versionFolders: [],
  openssl: '3.0.17',
  platform: 'linux',
  architecture: 'x64',
  mkcertFolder: '/home/me/.local/share/mkcert',
  dataFolder: '/home/me/.local/share/metaton',
  stacksFolder: '/home/me/.local/share/metaton/stacks',
  postgrest: undefined,
};

/** A machine on which nobody has a PostgREST. */
export const noPostgrest: PostgrestFinds = {
  wanted: '12.0.2',
  isWantedByUser: true,
  mirror: undefined,
  given: undefined,
  onPath: undefined,
  bundled: undefined,
  brought: [],
};
