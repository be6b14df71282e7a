/** The secrets and the settings of an export: by whom they are used, and how they come to be. */
import type { SecretRecipe, Setting } from '../model/container.ts';
import type { Exported } from './exported.ts';

/** Every secret once, by name. */
export function secretsOf(services: readonly Exported[]): Readonly<Record<string, SecretRecipe>> {
  return Object.fromEntries(
    services.flatMap(({ spec }) => Object.entries(spec.secrets)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Every setting once, by name. */
export const settingsOf = (services: readonly Exported[]): Readonly<Record<string, Setting>> =>
  Object.fromEntries(services.flatMap(({ spec }) => Object.entries(spec.settings ?? {})));

/** The file of variables that the user fills in: written once. */
export const settingsText = (settings: Readonly<Record<string, Setting>>): string =>
  Object.entries(settings)
    .map(([name, { says, value }]) => `# ${says}\n${name}=${value}\n`)
    .join('\n');

/** The certificate's files among the secrets, where it is the user's own. */
export const tlsSecrets = { chain: 'tls_fullchain', key: 'tls_key' } as const;
