/** `--source ID=…`, `--runtime ID=DIR` and `--runtime ID=docker` → what they say of which service. */
import path from 'node:path';
import type { Problem, Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import { serviceUnknown, settingInvalid, sourceMalformed, sourceNotOwn } from '../model/problems/config.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { dockerWord, hasImage, runtimeExpected } from '../model/toolchain.ts';

/** One `ID=…`, understood as far as words go. */
export type Assignment =
  | {
      readonly kind: 'folder';
      readonly service: string;
      /** Absolute. With a `#` in it, it may be a folder and a ref: the disk knows. */
      readonly folder: string;
    }
  | {
      readonly kind: 'url';
      readonly service: string;
      /** With its `#REF`, if it has one. */
      readonly url: string;
    }
  | { readonly kind: 'docker'; readonly service: string };

/** Reads the words of one flag; folders count from `directory`. Sources are refused where there is no code of its own. */
export function parseAssignments(
  words: readonly string[],
  services: readonly ServiceDefinition[],
  directory: string,
  flag: 'source' | 'runtime',
): Result<readonly Assignment[]> {
  const problems: Problem[] = [];
  const assignments: Assignment[] = [];
  const withSource = services.filter(({ source }) => source?.kind === 'checkout').map(({ name }) => name);
  for (const word of words) {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    const service = services.find((candidate) => candidate.name === name);
    if (name === undefined || value === undefined) problems.push(sourceMalformed(flag, word, withSource));
    else if (!service) problems.push(serviceUnknown({ source: `--${flag} ${word}` }, name, withSource));
    else if (flag === 'source' && service.source?.kind === 'folder-of')
      problems.push(sourceNotOwn(name, service.source.service));
    else if (flag === 'source' && !service.source) problems.push(sourceMalformed(flag, word, withSource));
    else if (flag === 'source' && isUrl(value)) assignments.push({ kind: 'url', service: name, url: value });
    else if (flag === 'runtime' && value === dockerWord && !hasImage(service.source?.toolchains))
      problems.push(
        settingInvalid({ source: `--${flag} ${word}` }, `services.${name}.runtime`, runtimeExpected(services)),
      );
    else if (flag === 'runtime' && value === dockerWord) assignments.push({ kind: 'docker', service: name });
    else assignments.push({ kind: 'folder', service: name, folder: path.resolve(directory, value) });
  }
  return okUnless(problems, assignments);
}

/** `https://…`, `file://…`, `git@host:path`. */
const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[^\s/@]+@[^\s/:]+:./.test(text);
