/** The effective settings, for people and programs. */
import type { Origin, Workspace } from '../model/config.ts';

/** One setting. */
export interface SettingRow {
  readonly key: string;
  readonly value: string;
  readonly origin: Origin;
}

/** Every setting that has a value, by dotted key. */
export const settingRows = ({ config, origins }: Workspace): readonly SettingRow[] =>
  leaves(config, []).map(([key, value]) => ({ key, value: mask(value), origin: origins.get(key) ?? 'default' }));

/** The settings as aligned lines. */
export function settingsText(workspace: string, rows: readonly SettingRow[]): string {
  const keyWidth = Math.max(...rows.map(({ key }) => key.length));
  const valueWidth = Math.max(...rows.map(({ value }) => value.length));
  const lines = rows.map(({ key, value, origin }) => `${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  ${origin}`);
  return [`workspace ${workspace}`, '', ...lines].join('\n');
}

/** A password in a URL is nobody's business. */
const mask = (value: string): string => value.replace(/(:\/\/[^:/@]*:)[^/]*@/, '$1***@');

function leaves(value: unknown, keys: readonly string[]): readonly (readonly [string, string])[] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...keys, key]));
  return [[keys.join('.'), typeof value === 'string' ? value : JSON.stringify(value)]];
}
