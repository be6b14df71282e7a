/** Writes every document that can be written from the code; with --check it only compares, and fails where one differs. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { format } from 'prettier';
import * as z from 'zod';
import { allChecks } from '../checks/index.ts';
import { commandTree } from '../commands/command-tree.ts';
import { buildProgram } from '../commands/program.ts';
import { allFailures } from '../failures/index.ts';
import { configSchema, environmentKeys } from '../model/config.ts';
import type { Era, Patch } from '../model/patch.ts';
import type { StackValues } from '../model/stack-values.ts';
import { stackValues } from '../plan/stack-values.ts';
import type { KnownFailure } from '../model/failure.ts';
import { allServices } from '../services/index.ts';
import { manPage } from './man-page.ts';

const jsonSchema = z.toJSONSchema(configSchema, { io: 'input' });

/** A stack as `metaton` would have it in a folder of the reader's, for what patches render. */
const exampleValues: StackValues = stackValues({
  workspace: { folder: '<workspace>', config: configSchema.parse({}), origins: new Map() },
  known: allServices,
  chosen: allServices,
  installation: {
    version: '',
    root: '<metaton>',
    node: '<node>',
    nodeVersion: '',
    versionFolders: [],
    openssl: '3',
    platform: '',
    architecture: '',
    stacksFolder: '',
    dataFolder: '<data>',
    mkcertFolder: '',
    postgrest: undefined,
  },
  templates: new Map(),
  facts: { checkouts: new Map(), openssl: new Map(), lastMigration: undefined },
  postgrest: {
    wanted: '',
    isWantedByUser: false,
    mirror: undefined,
    given: undefined,
    onPath: undefined,
    bundled: undefined,
    brought: [],
  },
  isOffline: false,
});

const documents: Readonly<Record<string, () => string | Promise<string>>> = {
  'src/services/index.ts': () =>
    indexOf('src/services', {
      of: 'All services that metaton knows.',
      type: ['ServiceDefinition', 'service-definition'],
      list: ['allServices', 'In no order: needs say what starts when.'],
    }),
  'src/failures/index.ts': () =>
    indexOf('src/failures', {
      of: 'All failures of the services that are known.',
      type: ['KnownFailure', 'failure'],
      list: ['allFailures', 'By name; no line shows two of them.'],
    }),
  'metaton.schema.json': () => `${JSON.stringify({ title: 'metaton.yaml', ...jsonSchema }, null, 2)}\n`,
  'docs/checks.md': checksPage,
  'docs/config.md': configPage,
  'docs/problems.md': problemsPage,
  'docs/services.md': servicesPage,
  'docs/patches.md': patchesPage,
  'docs/failures.md': failuresPage,
  'docs/commands.md': commandsPage,
  'docs/metaton.1': () => manPage(commandTree(buildProgram('', () => Promise.resolve())), Object.keys(environmentKeys)),
};

const isCheck = process.argv.includes('--check');
let stale = 0;
for (const [file, write] of Object.entries(documents)) {
  const wanted = await write();
  const present = await readFile(file, 'utf8').catch(() => '');
  if (wanted === present) continue;
  if (isCheck) {
    stale++;
    process.stderr.write(`${file} does not say what the code does: run \`npm run generate\`.\n`);
  } else {
    await writeFile(file, wanted);
    process.stdout.write(`${file} written\n`);
  }
}
if (stale > 0) process.exitCode = 1;

/** A folder with a file for each entry of a list. */
interface ListedFolder {
  readonly of: string;
  /** Name of the type of an entry, and its file in the model. */
  readonly type: readonly [string, string];
  /** Name of the list, and what is to be known of its order. */
  readonly list: readonly [string, string];
}

async function indexOf(folder: string, { of, type, list }: ListedFolder): Promise<string> {
  const files = (await readdir(folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts')
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
  const nameOf = (file: string): string => file.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const text = [
    `/** ${of} Written by \`npm run generate\`: do not edit. */`,
    `import type { ${type[0]} } from '../model/${type[1]}.ts';`,
    ...files.map((file) => `import { ${nameOf(file)} } from './${file}.ts';`),
    '',
    `/** ${list[1]} */`,
    `export const ${list[0]}: readonly ${type[0]}[] = [${files.map(nameOf).join(', ')}];`,
  ].join('\n');
  return format(text, { parser: 'typescript', singleQuote: true, printWidth: 120 });
}

function configPage(): string {
  const variables = Object.entries(environmentKeys).map(([name, keys]) => `| \`${name}\` | \`${keys.join('.')}\` |`);
  return [
    '# metaton.yaml',
    '',
    'Every key is optional; an empty file is a workspace. Written from the schema by `npm run generate`.',
    '',
    'An editor that reads JSON Schema completes it with this first line:',
    '',
    '```yaml',
    '# yaml-language-server: $schema=./node_modules/metaton/metaton.schema.json',
    '```',
    '',
    '| key | value | default | meaning |',
    '|---|---|---|---|',
    ...rowsOf(jsonSchema as SchemaNode, []),
    '',
    'A flag wins over a variable of the shell, that over one in `.env` beside the file, that over the file, that over the default.',
    '',
    '| variable | key |',
    '|---|---|',
    ...variables,
    '',
  ].join('\n');
}

/** The parts of JSON Schema that the settings use. */
interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
}

function rowsOf(node: SchemaNode, keys: readonly string[]): readonly string[] {
  const inner = [
    ...Object.entries(node.properties ?? {}),
    ...(typeof node.additionalProperties === 'object' ? [['NAME', node.additionalProperties] as const] : []),
  ];
  return inner.flatMap(([key, child]) => {
    const path = [...keys, key];
    const isLeaf = child.properties === undefined && typeof child.additionalProperties !== 'object';
    const standard = isLeaf && child.default !== undefined ? `\`${JSON.stringify(child.default)}\`` : '';
    const row = `| \`${path.join('.')}\` | ${typeOf(child)} | ${standard} | ${child.description ?? ''} |`;
    return [row, ...rowsOf(child, path)];
  });
}

function typeOf(node: SchemaNode): string {
  return (
    node.enum?.map((value) => `\`${value}\``).join(' or ') ?? node.anyOf?.map(typeOf).join(' or ') ?? node.type ?? ''
  );
}

async function problemsPage(): Promise<string> {
  const folder = 'src/model/problems';
  const texts = await Promise.all((await readdir(folder)).sort().map((file) => readFile(`${folder}/${file}`, 'utf8')));
  const rows = texts
    .flatMap((text) => [
      ...text.matchAll(
        /\/\*\*\s*((?:(?!\*\/)[\s\S])*?)\s*\*\/\s*export (?:const|function) (?:(?!\/\*\*)[\s\S])*?code: '([a-z-]+)'/g,
      ),
    ])
    .map(([, words = '', code = '']) => [code, words.replace(/\s*\n\s*\*\s*/g, ' ')] as const)
    .sort(([a], [b]) => a.localeCompare(b));
  return [
    '# Problems',
    '',
    'Everything that metaton can tell a user has gone wrong. Each comes with its evidence and with what to do next.',
    'Written from `src/model/problems/` by `npm run generate`.',
    '',
    '| code | when |',
    '|---|---|',
    ...rows.map(([code, words]) => `| \`${code}\` | ${words} |`),
    '',
  ].join('\n');
}

function checksPage(): string {
  const rows = allChecks.map(({ id, title, why, about, needs, isOnline }) => {
    const asks = [about, ...(isOnline ? ['network'] : [])].join(', ');
    return `| \`${id}\` | ${title} | ${why} | ${asks} | ${needs.map((other) => `\`${other}\``).join(', ')} |`;
  });
  return [
    '# Checks',
    '',
    'What `metaton doctor` asks. Those of a workspace are skipped where there is none, those of the network with',
    '`--offline`; a check is skipped where one that it needs did not pass. Written from `src/checks/` by `npm run generate`.',
    '',
    '| id | about | why | asks the | needs |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function servicesPage(): string {
  const sections = allServices.flatMap((service) => {
    const ports = Object.entries(service.ports).map(
      ([name, { number, protocol, fixedBecause }]) =>
        `- port \`${name}\`: ${number} (${protocol}); ${fixedBecause === undefined ? 'may move' : `fixed: ${fixedBecause}`}`,
    );
    const needs = service.needs.map(({ service: name, until }) => `- needs ${name} ${until}`);
    return ['', `## ${service.name}`, '', service.summary, '', ...ports, ...needs];
  });
  return [
    '# Services',
    '',
    'Written from `src/services/` by `npm run generate`. What is edited in their checkouts: [patches](patches.md).',
    ...sections,
    '',
  ].join('\n');
}

function patchesPage(): string {
  const sections = allServices
    .filter(({ source }) => source)
    .flatMap((service) => {
      const copies = service.copies?.(exampleValues) ?? [];
      const root = exampleValues.checkout(service.name);
      const environment = Object.entries(service.environment?.(exampleValues) ?? {});
      return [
        '',
        `## ${service.name}`,
        ...service.eras.flatMap(eraSection),
        '',
        '### Copies',
        '',
        'Untracked, and kept out of `git status`; taken away by `--revert`.',
        '',
        '| file | copy of | mode |',
        '|---|---|---|',
        ...copies.map(
          ({ from, to, mode }) => `| \`${to.slice(root.length + 1)}\` | \`${from}\` | 0${mode.toString(8)} |`,
        ),
        '',
        '### Environment',
        '',
        `What \`metaton env ${service.name}\` sets, here for a workspace with no settings:`,
        '',
        '| variable | value |',
        '|---|---|',
        ...environment.map(
          ([name, value]) =>
            `| \`${name}\` | ${typeof value === 'string' ? `\`${value}\`` : `what is in \`${value.file}\``} |`,
        ),
        '',
        `Taken away, since they would lead it astray: ${(service.scrub ?? []).map((name) => `\`${name}\``).join(', ')}.`,
      ];
    });
  return [
    '# Patches',
    '',
    'Everything that `metaton patch` does to a checkout, and what a service is started with. Written from `src/services/`',
    'by `npm run generate`. By hand, and how to take it back: [running by hand](by-hand.md).',
    '',
    'An _edit_ is needed. A _correction_ is made only where somebody has changed the file by hand so that it would not',
    'work, and is told. What is _left_ was changed by hand too, and does no harm.',
    ...sections,
    '',
  ].join('\n');
}

function eraSection({ name, patches, adopts = [] }: Era): readonly string[] {
  const kindOf = (patch: Patch): string => {
    if (patch.kind === 'correct' && patch.byHand) return 'correction';
    return patch.when ? 'with `--guide-edits`' : 'edit';
  };
  const becomes = (patch: Patch): string => {
    switch (patch.kind) {
      case 'replace-line':
        return `\`${patch.value(exampleValues)}\``;
      case 'insert-line':
        return `\`${patch.line(exampleValues)}\``;
      case 'set-env':
        return Object.entries(patch.values(exampleValues))
          .map(([key, value]) => `\`${key}=${value}\``)
          .join(' ');
      case 'correct':
        return '';
    }
  };
  const rows = [
    ...patches.map((patch) => [kindOf(patch), `\`${patch.id}\``, patch.file, becomes(patch), patch.why]),
    ...adopts.map(({ file, words }) => ['left', '', file, '', `It ${words}.`]),
  ];
  return [
    '',
    `### Era \`${name}\``,
    '',
    ...(patches.length === 0 ? ['No edit is needed.', ''] : []),
    ...(rows.length === 0 ? [] : ['| kind | id | file | becomes | why |', '|---|---|---|---|---|']),
    ...rows.map(
      ([kind = '', id = '', file = '', value = '', why = '']) =>
        `| ${[kind, id, `\`${file}\``, value, why].map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`,
    ),
  ];
}

function failuresPage(): string {
  const sections: readonly (readonly [string, (failure: KnownFailure) => boolean])[] = [
    ...allServices.map(
      ({ name }) => [name, ({ services, isHarmless }: KnownFailure) => services[0] === name && !isHarmless] as const,
    ),
    [
      'Any service, an installation, or the browser',
      ({ services, isHarmless }) => services.length === 0 && !isHarmless,
    ],
    ['Harmless', ({ isHarmless }) => isHarmless],
  ];
  const places = { log: 'in the log', answer: 'in an answer (`metaton verify`)', browser: 'in the browser' };
  const entry = (failure: KnownFailure): readonly string[] => [
    '',
    `### ${failure.id}`,
    '',
    `${failure.title} ${failure.meaning}`,
    '',
    ...failure.remedies.map((remedy) => `- ${remedy}`),
    '',
    `Seen ${failure.seenIn.map((place) => places[place]).join(', ')}${of(failure)}, such as:`,
    '',
    '```',
    failure.example.trim(),
    '```',
    '',
    `[Source](${failure.source})`,
  ];
  const of = ({ services }: KnownFailure): string => (services.length === 0 ? '' : `, of ${services.join(', ')}`);
  return [
    '# Known failures',
    '',
    'What the services say when something is wrong, what it means, and what to do. `metaton up`, `logs` and `ps` say it',
    'beside the line; `metaton explain < log` reads a log that you have from elsewhere. Written from `src/failures/` by',
    '`npm run generate`.',
    ...sections.flatMap(([title, isIn]) => {
      const entries = allFailures.filter(isIn);
      return entries.length === 0 ? [] : ['', `## ${title}`, ...entries.flatMap(entry)];
    }),
    '',
  ].join('\n');
}

function commandsPage(): string {
  const program = buildProgram('', () => Promise.resolve());
  const help = (command: Command): string => {
    command.configureHelp({ helpWidth: 100 });
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part) });
    command.outputHelp();
    return text.trimEnd();
  };
  const sectionsOf = (command: Command, names: string): readonly string[] => [
    '',
    `## ${names}`,
    '',
    '```',
    help(command),
    '```',
    ...command.commands.flatMap((inner) => sectionsOf(inner, `${names} ${inner.name()}`)),
  ];
  const shown = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help');
  const sections = shown.flatMap((command) => sectionsOf(command, `metaton ${command.name()}`));
  return [
    '# Commands',
    '',
    'Written from the command tree by `npm run generate`.',
    '',
    '```',
    help(program),
    '```',
    ...sections,
    '',
  ].join('\n');
}
