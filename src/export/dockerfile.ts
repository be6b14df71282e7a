/** The Dockerfile of a service whose code is built, and what is built where. */
import { createHash } from 'node:crypto';
import type { Image, Stage } from '../model/container.ts';
import type { CommandWords } from '../model/command.ts';
import type { CodeSource, Exported } from './exported.ts';

/** A file of an export. */
export interface OutFile {
  /** Relative to the folder of the export. */
  readonly path: string;
  readonly text: string;
}

type Built = Extract<Image, { kind: 'built' }>;

/** As the shell reads it, whatever is in it. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

const line = (words: CommandWords | string): string =>
  typeof words === 'string' ? words : words.map(quoted).join(' ');

/** In double quotes as a Dockerfile has them. */
const value = (text: string): string => `"${text.replace(/["\\$]/g, (sign) => `\\${sign}`)}"`;

function packages({ manager, packages: names = [] }: Stage): readonly string[] {
  if (names.length === 0) return [];
  return manager === 'apk'
    ? [`RUN apk add --no-cache ${names.join(' ')}`]
    : [
        `RUN apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')} && rm -rf /var/lib/apt/lists/*`,
      ];
}

const shell = ({ commands = [] }: Stage): readonly string[] => commands.map((command) => `RUN ${command}`);

/** The code comes in as the build context called `source`. */
function dockerfile(image: Built, { folder, produces, source, spec }: Exported): string {
  const { builder, result, copies, environment, commands } = image;
  const at = folder === '' ? image.folder : `${image.folder}/${folder}`;
  const [home = '/'] = Object.values(copies);
  return `${[
    '# syntax=docker/dockerfile:1',
    `FROM ${builder.from} AS builder`,
    ...packages(builder),
    ...shell(builder),
    `WORKDIR ${image.folder}`,
    'COPY --from=source . .',
    `WORKDIR ${at}`,
    // A folder of the user's has been installed for another machine.
    ...(source?.kind === 'folder' && produces !== undefined ? [`RUN rm -rf ${quoted(produces)}`] : []),
    ...Object.entries(environment).map(([name, text]) => `ENV ${name}=${value(text)}`),
    ...commands.map((words) => `RUN ${line(words)}`),
    '',
    `FROM ${result.from}`,
    ...packages(result),
    ...shell(result),
    ...Object.entries(copies).map(([from, to]) => `COPY --from=builder ${from === '.' ? at : `${at}/${from}`} ${to}`),
    `WORKDIR ${home}`,
    `USER ${spec.user}:${spec.user}`,
  ].join('\n')}\n`;
}

/** What BuildKit fetches the code from. */
export function contextOf(source: CodeSource, relative: (path: string) => string): string {
  if (source.kind === 'folder') return relative(source.path);
  const ref = source.kind === 'git' ? source.commit : source.ref;
  return `${source.url}${ref === undefined ? '' : `#${ref}`}`;
}

/** Equal names are of equal images, where the code is that of a commit. */
export function imageName(service: Exported, registry: string): string {
  const { spec, source, name } = service;
  if (spec.image.kind === 'official') return spec.image.name;
  const code = source?.kind === 'git' ? `${source.url}#${source.commit}` : (source?.kind ?? '');
  const print = createHash('sha256').update(dockerfile(spec.image, service)).update(code).digest('hex').slice(0, 12);
  return `${registry}/${name}:${print}`;
}

/** The Dockerfiles of all services that are built. */
export const dockerfiles = (services: readonly Exported[]): readonly OutFile[] =>
  services.flatMap((service) => {
    const { image } = service.spec;
    return image.kind === 'built'
      ? [{ path: `images/${service.name}/Dockerfile`, text: dockerfile(image, service) }]
      : [];
  });
