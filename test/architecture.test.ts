/** What the documents say about the code and no other tool checks. Reads the tree and nothing else. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allChecks } from '../src/checks/index.ts';
import { allFailures } from '../src/failures/index.ts';
import { allServices } from '../src/services/index.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const filesIn = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)).replaceAll(path.sep, '/'))
    .sort();

const everything = filesIn('src');
const sources = everything.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'));
const texts = new Map(sources.map((file) => [file, read(file)]));

const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
const baseOf = (file: string): string => path.basename(file).replace(/\.tsx?$/, '');
const exportsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm)].map(([, name = '']) => name);

/** All that breaks a rule, so that a failure names it. */
const breaking = (holds: (file: string, text: string) => boolean, files = sources): readonly string[] =>
  files.filter((file) => !holds(file, texts.get(file) ?? ''));

describe('file names', () => {
  it('are kebab-case', () => {
    expect(
      everything.filter((file) => !/^src(\/[a-z0-9]+(-[a-z0-9]+)*)+(\.test)?\.(tsx?|mjs|html|css|json)$/.test(file)),
    ).toEqual([]);
  });

  it('say what is in the file, not that something is', () => {
    expect(everything.filter((file) => /\b(utils?|helpers?|managers?|common|misc|lib|core)\b/.test(file))).toEqual([]);
  });

  it('are index only where a list of files is kept', () => {
    expect(everything.filter((file) => /\/index\.\w+$/.test(file))).toEqual([
      'src/checks/index.ts',
      'src/failures/index.ts',
      'src/services/index.ts',
    ]);
  });
});

/**
 * Files named for a subject rather than for what they export: the subject's words read better in the list of files,
 * and the export reads better where it is used (`next(life, happening)`).
 */
const namedForSubject = [
  'src/checks/shared/elixir.ts',
  'src/checks/shared/proc.ts',
  'src/checks/shared/programs.ts',
  'src/checks/shared/stack-down.ts',
  'src/config/write-settings.ts',
  'src/cost/chart-rows.ts',
  'src/dashboard/client/hooks.ts',
  'src/dashboard/client/standing.ts',
  'src/engine/commit-guard.ts',
  'src/engine/find-marks.ts',
  'src/engine/git-exclude.ts',
  'src/engine/lifecycle.ts',
  'src/engine/match-failures.ts',
  'src/engine/patch-journal.ts',
  'src/engine/patch-store.ts',
  'src/engine/readiness.ts',
  'src/engine/split-lines.ts',
  'src/engine/supervise.ts',
  'src/export/dockerfile.ts',
  'src/export/kubernetes-network.ts',
  'src/export/kubernetes-workload.ts',
  'src/plan/hand-edits.ts',
  'src/plan/judge-settings.ts',
  'src/services/shared/build-images.ts',
  'src/services/shared/database-url.ts',
  'src/services/shared/node-options.ts',
  'src/services/shared/postgrest-releases.ts',
  'src/services/shared/webpack-dev-server.ts',
];

/** The name of some export has all words of the file's name in it: `makeJsonReport` in `json.ts`. */
function isNamedForExport(file: string, text: string): boolean {
  const base = baseOf(file);
  // Parts of one adapter begin with its name: `certificates-leaf.ts` belongs to `certificates.ts`.
  const whole = sources.find(
    (other) => file.startsWith('src/adapters/') && file !== other && file.startsWith(`${other.replace(/\.ts$/, '')}-`),
  );
  const words = whole === undefined ? base : base.slice(baseOf(whole).length + 1);
  return exportsOf(text).some((name) => `-${kebab(name)}-`.includes(`-${words}-`));
}

/** The words of the model and its Problems come in families; texts, entries and lists are named for what they are. */
const isFreelyNamed = (file: string): boolean =>
  /^src\/(model|tools)\/|^src\/main\.ts$|\/page\.tsx$|\/index\.ts$|-text\.ts$/.test(file);

describe('a source file', () => {
  it('is named for what it exports', () => {
    const bound = sources.filter((file) => !isFreelyNamed(file));
    expect(breaking(isNamedForExport, bound)).toEqual(namedForSubject);
  });

  it('opens with a comment that says what it is', () => {
    expect(breaking((_, text) => /^(#!.*\n)?\/\*\* /.test(text))).toEqual([]);
  });

  it('has one sentence for everything that it exports', () => {
    const bare = sources.flatMap((file) => {
      const lines = (texts.get(file) ?? '').split('\n');
      return lines
        .filter((line, index) => /^export (?![{*]|type \{)/.test(line) && lines[index - 1]?.endsWith('*/') !== true)
        .flatMap((line) => exportsOf(line).map((name) => `${file}: ${name}`));
    });
    // The file of a service or a failure is its one definition, and opens with the sentence about it.
    const isDefinition = (place: string): boolean => {
      const [file = '', name = ''] = place.split(': ');
      return /^src\/(services|failures)\//.test(file) && kebab(name) === baseOf(file);
    };
    expect(bare.filter((place) => !isDefinition(place))).toEqual([]);
  });
});

describe('problems', () => {
  const made = sources
    .filter((file) => file.startsWith('src/model/problems/'))
    .flatMap((file) => (texts.get(file) ?? '').split(/^(?=export (?:const|function) )/m).slice(1))
    .map((text) => ({ name: exportsOf(text)[0] ?? '', codes: [...text.matchAll(/\bcode: '([^']*)'/g)], text }));
  const codes = made.flatMap((problem) => problem.codes.map(([, code = '']) => code));

  it('are made one by each function, with a way out', () => {
    expect(made.length).toBeGreaterThan(0);
    expect(
      made.filter(({ codes, text }) => codes.length !== 1 || !/\bfixes\b/.test(text)).map(({ name }) => name),
    ).toEqual([]);
  });

  it('have codes that are kebab-case and tell them apart', () => {
    expect(codes.filter((code) => !/^[a-z]+(-[a-z]+)+$/.test(code))).toEqual([]);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it('have all their words in src/model/problems', () => {
    const elsewhere = sources.filter((file) => !file.startsWith('src/model/problems/'));
    expect(breaking((_, text) => !/\bfixes: ?\[/.test(text), elsewhere)).toEqual([]);
  });
});

/** What each file of a folder exports, by file. */
const modulesIn = (folder: string): Promise<readonly (readonly [string, readonly unknown[]])[]> =>
  Promise.all(
    sources
      .filter((file) => path.dirname(file) === folder && baseOf(file) !== 'index')
      .map(async (file) => {
        const module = (await import(path.join(root, file))) as Readonly<Record<string, unknown>>;
        return [file, Object.values(module)] as const;
      }),
  );

const has = (value: unknown, key: string): boolean => typeof value === 'object' && value !== null && key in value;

describe('lists', () => {
  it('have every service, each from the file with its name', async () => {
    const modules = await modulesIn('src/services');
    const services = modules.flatMap(([file, exports]) =>
      exports.filter((value) => has(value, 'needs') && has(value, 'urls')).map((value) => ({ file, value })),
    );
    expect(new Set(services.map(({ value }) => value))).toEqual(new Set(allServices));
    expect(services.map(({ file }) => baseOf(file)).sort()).toEqual(allServices.map(({ name }) => name).sort());
  });

  it('have every known failure, each from the file with its id', async () => {
    const modules = await modulesIn('src/failures');
    const failures = modules.flatMap(([file, exports]) => exports.map((value) => ({ file, value })));
    expect(new Set(failures.map(({ value }) => value))).toEqual(new Set(allFailures));
    expect(failures.map(({ file }) => baseOf(file)).sort()).toEqual(allFailures.map(({ id }) => id).sort());
  });

  it('have every check, each after those that it rests on', async () => {
    const modules = await modulesIn('src/checks');
    const checks = modules.flatMap(([, exports]) => exports.filter((value) => has(value, 'examine')));
    expect(new Set(checks)).toEqual(new Set(allChecks));
    const ids = allChecks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    allChecks.forEach(({ needs }, index) => {
      expect(ids.slice(0, index)).toEqual(expect.arrayContaining([...needs]));
    });
  });
});

describe('the engine and the plan', () => {
  it('have never heard of a service', () => {
    // Postgres is a program too, whose server the engine can run.
    const names = allServices.map(({ name }) => name).filter((name) => name !== 'postgres');
    const literal = new RegExp(`(['"\`])(${names.join('|')})\\1`);
    const middle = sources.filter((file) => /^src\/(engine|plan)\//.test(file));
    expect(breaking((_, text) => !literal.test(text), middle)).toEqual([]);
  });
});

describe('documents', () => {
  const documents = [
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].filter((file) => existsSync(path.join(root, file))),
    ...(existsSync(path.join(root, 'docs')) ? filesIn('docs') : []),
  ].filter((file) => file.endsWith('.md'));
  const missing = (pattern: RegExp, from: (file: string) => string, among = documents): readonly string[] =>
    among.flatMap((file) =>
      [...read(file).matchAll(pattern)]
        .map(([, place = '']) => place)
        .filter((place) => !/[*<…]|^[a-z]+:/.test(place))
        .filter((place) => !existsSync(path.join(root, from(file), place)))
        .map((place) => `${file}: ${place}`),
    );

  it('link to nothing that is not there', () => {
    expect(missing(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g, (file) => path.dirname(file))).toEqual([]);
  });

  it('name no file that is not there', () => {
    // Of the services' own files, and of the past.
    const elsewhere = ['docs/services.md', 'docs/patches.md', 'CHANGELOG.md'];
    const ours = documents.filter((file) => !elsewhere.includes(file));
    expect(missing(/(?<![\w/.-])((?:src|test|templates|docs)\/[\w./*<…-]*[\w*/])/g, () => '.', ours)).toEqual([]);
  });
});
