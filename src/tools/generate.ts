/** Writes every document that can be written from the code; with --check it only compares, and fails where one differs. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { format } from 'prettier';
import * as z from 'zod';
import { allChecks } from '../checks/index.ts';
import { buildProgram } from '../commands/program.ts';
import { configSchema, environmentKeys } from '../model/config.ts';
import { allServices } from '../services/index.ts';

const jsonSchema = z.toJSONSchema(configSchema, { io: 'input' });

const documents: Readonly<Record<string, () => string | Promise<string>>> = {
  'src/services/index.ts': servicesIndex,
  'metaton.schema.json': () => `${JSON.stringify({ title: 'metaton.yaml', ...jsonSchema }, null, 2)}\n`,
  'docs/checks.md': checksPage,
  'docs/config.md': configPage,
  'docs/problems.md': problemsPage,
  'docs/services.md': servicesPage,
  'docs/commands.md': commandsPage,
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

async function servicesIndex(): Promise<string> {
  const files = (await readdir('src/services'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts')
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
  const nameOf = (file: string): string => file.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const text = [
    '/** All services that metaton knows. Written by `npm run generate`: do not edit. */',
    "import type { ServiceDefinition } from '../model/service-definition.ts';",
    ...files.map((file) => `import { ${nameOf(file)} } from './${file}.ts';`),
    '',
    '/** In no order: needs say what starts when. */',
    `export const allServices: readonly ServiceDefinition[] = [${files.map(nameOf).join(', ')}];`,
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
    const eras = service.eras.flatMap(({ name, patches }) => [
      '',
      `Era \`${name}\``,
      '',
      ...(patches.length === 0 ? ['No edit is needed.'] : ['| patch | file | why |', '|---|---|---|']),
      ...patches.map(({ id, file, why }) => `| \`${id}\` | \`${file}\` | ${why} |`),
    ]);
    return ['', `## ${service.name}`, '', service.summary, '', ...ports, ...needs, ...eras];
  });
  return ['# Services', '', 'Written from `src/services/` by `npm run generate`.', ...sections, ''].join('\n');
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
  const sections = program.commands.flatMap((command) => [
    '',
    `## metaton ${command.name()}`,
    '',
    '```',
    help(command),
    '```',
  ]);
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
