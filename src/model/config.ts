/** What the user may set. The schema is the only description of its shape; the type and the reference follow from it. */
import * as z from 'zod';
import { colours } from './colour.ts';
import type { Lan } from './lan.ts';
import { presetNames } from './preset.ts';
import { restartPolicies } from './restart-policy.ts';

/** A host name or an IP address: no scheme, no port, no wildcard. */
const hostPattern =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$|^[0-9a-f:]+$/i;

/** Whether a text is one. */
export const isHost = (text: string): boolean => hostPattern.test(text);

const hostWords = 'a host name or an IP address, without scheme and port';

const isPattern = (text: string): boolean => {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
};

const ready = z
  .strictObject({
    http: z.url('a URL such as http://localhost:3000/').optional().describe('A GET here must answer below 400.'),
    tcp: z.int().min(1).max(65535).optional().describe('A connection to this port must open.'),
    log: z
      .string()
      .refine(isPattern, 'a regular expression')
      .optional()
      .describe('A line of its output must match this regular expression.'),
    command: z.array(z.string()).min(1).optional().describe('This program, given as a list of words, must end with 0.'),
  })
  .describe('When a service of your own counts as ready: all that is given must hold.');

const service = z.strictObject({
  path: z
    .string()
    .optional()
    .describe('Your own checkout, used in place, relative to this file. It is never cloned, pulled or reset.'),
  source: z
    .string()
    .optional()
    .describe("Repository to clone the code from, with an optional #REF, in place of the preset's."),
  runtime: z
    .string()
    .optional()
    .describe(
      "A folder put first on this service's PATH, relative to this file; for reticulum also docker: its programs then run in an image that is built once.",
    ),
  env: z
    .record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean()], 'a text, a number or true or false').transform(String),
    )
    .default({})
    .describe("Variables added to the service's environment; they win over those that metaton sets."),
  ports: z
    .record(z.string(), z.int().min(1).max(65535))
    .default({})
    .describe('Ports by name. Only those that upstream lets move may differ from the default.'),
  command: z
    .union([z.string().min(1), z.array(z.string()).min(1)], 'a program with its arguments, as words or as a list')
    .optional()
    .describe('Makes this a service of your own: its program and arguments, as words or as a list.'),
  needs: z
    .union(
      [z.array(z.string()), z.record(z.string(), z.enum(['started', 'ready', 'completed']))],
      'a list of services, or a mapping of services to started, ready or completed',
    )
    .transform((needs) =>
      Array.isArray(needs) ? Object.fromEntries(needs.map((name) => [name, 'ready'] as const)) : needs,
    )
    .default({})
    .describe(
      'Services that must be ready before a service of your own starts; as a mapping, by service how far each must have come: started, ready or completed.',
    ),
  ready: ready.optional(),
  readyWithin: z.number().positive().optional().describe('How long it may take to be ready, in seconds.'),
  cwd: z.string().optional().describe('Folder in which a service of your own runs, relative to this file.'),
  restart: z
    .enum(restartPolicies)
    .optional()
    .describe(
      'Whether it is started again when it ends by itself: always (the default of what metaton brings), on-failure (that of your own) or never.',
    ),
  colour: z.enum(colours).optional().describe('Colour of its name before its lines.'),
});

const certificates = z
  .strictObject({
    hosts: z
      .array(z.string().regex(hostPattern, hostWords))
      .default([])
      .describe('Names and addresses that the certificate is for beside `host`; `metaton certs --host` adds to them.'),
    authority: z
      .enum(['metaton', 'mkcert'])
      .default('metaton')
      .describe(
        'Whose authority signs the certificate: one that can vouch for these hosts only, or the one that mkcert has made, which can vouch for anything.',
      ),
    cert: z
      .string()
      .optional()
      .describe(
        'Your own certificate in PEM, followed by those between it and its authority, relative to this file. It is checked, and never written.',
      ),
    key: z.string().optional().describe('The private key of `cert`.'),
    ca: z.string().optional().describe('The authority of `cert`, where it is none that every machine knows.'),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), 'both cert and key, or neither')
  .default({ hosts: [], authority: 'metaton' })
  .describe('The certificate that all services show.');

/** `metaton.yaml`, every key optional. */
export const configSchema = z.strictObject({
  host: z
    .string()
    .regex(hostPattern, hostWords)
    .default('localhost')
    .describe('Name under which every service is reached.'),
  certificates,
  preset: z
    .enum(presetNames)
    .default('ton-con')
    .describe("Whose repositories the code comes from: the guide's forks, or today's."),
  services: z
    .record(z.string(), service)
    .default({})
    .describe('By service: where its code is, what it runs with, and services of your own.'),
  database: z
    .strictObject({
      url: z
        .string()
        .optional()
        .describe(
          'Your own Postgres instead of the embedded one. Only the host may differ from postgres://postgres:postgres@localhost:5432/ret_dev.',
        ),
    })
    .default({})
    .describe('The database.'),
  postgrest: z
    .strictObject({
      version: z
        .union([z.string(), z.number()], 'a version such as 12 or 12.0.2')
        .transform(String)
        .pipe(z.string().regex(/^\d+(\.\d+)*$/, 'a version such as 12 or 12.0.2'))
        .default('16.2')
        .describe(
          'Version of PostgREST, whole or the number of a line: 9.0.1 is the one of the guide, 12 the newest of 12.',
        ),
      bin: z.string().optional().describe('A PostgREST program of your own, relative to this file.'),
      mirror: z
        .url('a URL such as https://mirror.lan/postgrest')
        .optional()
        .describe(
          'Where to fetch PostgREST from, in place of https://github.com/PostgREST/postgrest/releases/download.',
        ),
    })
    .default({ version: '16.2' })
    .describe('PostgREST.'),
});

/** The settings of a workspace, complete. */
export type Config = z.infer<typeof configSchema>;

/** The settings of one service. */
export type ServiceConfig = Config['services'][string];

/** Where a setting came from. */
export type Origin = 'flag' | 'environment' | '.env' | 'metaton.yaml' | 'up --lan' | 'default';

/** A workspace: its folder, its settings and where each came from. */
export interface Workspace {
  /** Absolute. */
  readonly folder: string;
  readonly config: Config;
  /** By dotted key; a key that is missing here has its default. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** How other devices reach it; absent where only this machine does. `up --lan` opens, and its host wins over the settings. */
  readonly lan?: Lan | undefined;
}

/** Folder of a workspace's own state. */
export const stateFolder = (workspace: string): string => `${workspace}/.metaton`;

/** Settings that a variable may give, by the variable's name. */
export const environmentKeys: Readonly<Record<string, readonly [string, ...string[]]>> = {
  METATON_HOST: ['host'],
  METATON_PRESET: ['preset'],
  METATON_DATABASE_URL: ['database', 'url'],
  METATON_POSTGREST_VERSION: ['postgrest', 'version'],
  METATON_POSTGREST: ['postgrest', 'bin'],
  METATON_POSTGREST_MIRROR: ['postgrest', 'mirror'],
};
