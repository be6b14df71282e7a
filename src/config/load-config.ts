/** Text → Config: flags over environment over .env over metaton.yaml over defaults. Every mistake names its place. */
import path from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { isMap, isPair, isScalar, LineCounter, parseDocument, visit, type Alias, type Document } from 'yaml';
import type { z } from 'zod';
import { configSchema, environmentKeys, type Origin, stateFolder, type Workspace } from '../model/config.ts';
import { type Lan, lanFile } from '../model/lan.ts';
import type { Files } from '../model/machine.ts';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { settingInvalid, settingsUnreadable, settingUnknown, type Place } from '../model/problems/config.ts';
import { settingsFile } from './find-workspace.ts';
import { parseLanState } from './parse-lan-state.ts';

/**
 * Reads the settings of a workspace. A missing metaton.yaml counts as an empty one. `assignments` are `KEY=VALUE` with a
 * dotted key, and win over all else.
 */
export async function loadConfig(
  files: Files,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  assignments: readonly string[] = [],
): Promise<Result<Workspace>> {
  const file = path.join(folder, settingsFile);
  const remembered = lanFile(stateFolder(folder));
  const [text, dotenv, lanText] = await Promise.all(
    [file, path.join(folder, '.env'), remembered].map((each) => files.read(each)),
  );
  const parsed = parseSettings(file, text ?? '');
  if (!parsed.ok) return parsed;
  const lan = parseLanState(remembered, lanText);
  if (!lan.ok) return lan;
  const { open } = lan.value;
  const layers = [
    layer('.env', dotenv === undefined ? {} : parseDotenv(dotenv)),
    layer('environment', environment),
    lanLayer(remembered, open),
    flagLayer(assignments),
  ];
  const checked = check(folder, parsed.value, layers);
  return checked.ok ? ok({ ...checked.value, lan: open }) : checked;
}

/** A parsed metaton.yaml, able to say on which line a key stands. */
interface Settings {
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly lineOf: (keys: readonly PropertyKey[]) => number;
}

function parseSettings(file: string, text: string): Result<Settings> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const unreadable = (message: string, offset: number): Result<never> =>
    failed(settingsUnreadable({ source: file, line: lines.linePos(offset).line }, message.split('\n')[0] ?? ''));
  const [error] = document.errors;
  if (error) return unreadable(error.message, error.pos[0]);
  const stray = strayAlias(document);
  if (stray) return unreadable(`there is no anchor &${stray.source}`, stray.range?.[0] ?? 0);
  const values: unknown = document.toJS() ?? {};
  const lineOf = (keys: readonly PropertyKey[]): number => lines.linePos(offsetOf(document, keys)).line;
  if (typeof values !== 'object' || Array.isArray(values)) {
    return failed(
      settingInvalid({ source: file, line: 1 }, settingsFile, 'keys with values, such as `host: localhost`'),
    );
  }
  return ok({ file, values: values as Record<string, unknown>, lineOf });
}

/** An alias of an anchor that is not there: the parser itself lets it pass. */
function strayAlias(document: Document): Alias | undefined {
  let stray: Alias | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document)) return undefined;
      stray = alias;
      return visit.BREAK;
    },
  });
  return stray;
}

/** Where the deepest part of a key path that exists begins in the text. */
function offsetOf(document: Document, keys: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of keys) {
    if (!isMap(node)) return offset;
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
    if (!pair) return offset;
    if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

interface Layer {
  readonly origin: Origin;
  readonly values: readonly {
    readonly keys: readonly string[];
    readonly value: string | number;
    readonly source: string;
  }[];
}

const layer = (origin: Origin, variables: Readonly<Record<string, string | undefined>>): Layer => ({
  origin,
  values: Object.entries(environmentKeys).flatMap(([name, keys]) => {
    const value = variables[name];
    return value === undefined ? [] : [{ keys, value, source: origin === '.env' ? `${name} in .env` : name }];
  }),
});

/** A number where all of it is digits: versions are texts even then, and are made texts again. */
const scalar = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text);

/** The host of an open stack goes before what the settings say, for every command alike. */
const lanLayer = (source: string, lan: Lan | undefined): Layer => ({
  origin: 'up --lan',
  values: lan ? [{ keys: ['host'], value: lan.host, source }] : [],
});

const flagLayer = (assignments: readonly string[]): Layer => ({
  origin: 'flag',
  values: assignments.map((word) => {
    const [key = '', ...value] = word.split('=');
    return { keys: key.split('.'), value: scalar(value.join('=')), source: `--set ${word}` };
  }),
});

/** A key without a value, as it is left when all below it is commented out, counts as absent. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutEmpty(inner)]])),
  );
}

function check(folder: string, settings: Settings, layers: readonly Layer[]): Result<Workspace> {
  const merged = withoutEmpty(settings.values) as Record<string, unknown>;
  const origins = new Map<string, Origin>(leaves(settings.values).map((key) => [key, 'metaton.yaml']));
  const places = new Map<string, Place>();
  for (const { origin, values } of layers)
    for (const { keys, value, source } of values) {
      assign(merged, keys, value);
      origins.set(keys.join('.'), origin);
      places.set(keys.join('.'), { source });
    }
  const result = configSchema.safeParse(merged);
  if (result.success) return ok({ folder, config: result.data, origins });
  const place = (keys: readonly PropertyKey[]): Place =>
    places.get(keys.join('.')) ?? { source: settings.file, line: settings.lineOf(keys) };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, place));
  return okUnless(problems, { folder, config: configSchema.parse({}), origins });
}

function problemsOf(issue: z.core.$ZodIssue, place: (keys: readonly PropertyKey[]) => Place): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const keys = [...issue.path, key];
      return settingUnknown(place(keys), keys.join('.'), knownKeys(issue.path));
    });
  }
  // Zod says `Too big: expected number to be <=65535`; the schema's own words are only what is expected.
  const expected = issue.code === 'invalid_type' ? issue.expected : issue.message.replace(/^.*?: expected /, '');
  return [settingInvalid(place(issue.path), issue.path.join('.'), expected)];
}

/** The keys that the schema has at a path. */
function knownKeys(keys: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = configSchema;
  for (const key of keys) schema = child(unwrap(schema), key);
  const { shape } = unwrap(schema) as { shape?: Record<string, unknown> };
  return Object.keys(shape ?? {});
}

const unwrap = (schema: unknown): unknown => {
  const { def } = schema as { def?: { innerType?: unknown } };
  return def?.innerType === undefined ? schema : unwrap(def.innerType);
};

const child = (schema: unknown, key: PropertyKey): unknown => {
  const { shape, valueType } = schema as { shape?: Record<PropertyKey, unknown>; valueType?: unknown };
  return shape?.[key] ?? valueType;
};

function assign(target: Record<string, unknown>, keys: readonly string[], value: string | number): void {
  const [key, ...rest] = keys;
  if (key === undefined) return;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key];
  const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  target[key] = next;
  assign(next, rest, value);
}

/** Dotted keys of all values that are no mappings. */
const leaves = (value: unknown, prefix: readonly string[] = []): readonly string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...prefix, key]))
    : [prefix.join('.')];
