/** `--source ID=DIR` and `--runtime ID=DIR` → changes of settings. */
import path from 'node:path';
import type { Problem, Result } from '../model/problem.ts';
import { okUnless } from '../model/problem.ts';
import { serviceUnknown, sourceMalformed, sourceNotOwn } from '../model/problems/config.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { SettingChange } from './write-settings.ts';

/** One `ID=DIR`, understood. */
export interface Assignment {
  readonly service: string;
  /** Absolute. */
  readonly folder: string;
}

/** Reads the words of one flag; folders count from `directory`. `isSource` refuses services without code of their own. */
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
    const [, name, folder] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    const service = services.find((candidate) => candidate.name === name);
    if (name === undefined || folder === undefined) problems.push(sourceMalformed(flag, word, withSource));
    else if (!service) problems.push(serviceUnknown({ source: `--${flag} ${word}` }, name, withSource));
    else if (flag === 'source' && service.source?.kind === 'folder-of')
      problems.push(sourceNotOwn(name, service.source.service));
    else if (flag === 'source' && !service.source) problems.push(sourceMalformed(flag, word, withSource));
    else assignments.push({ service: name, folder: path.resolve(directory, folder) });
  }
  return okUnless(problems, assignments);
}

/** The settings that remember the assignments. */
export const settingsOf = (assignments: readonly Assignment[], key: 'path' | 'runtime'): readonly SettingChange[] =>
  assignments.map(({ service, folder }) => ({ keys: ['services', service, key], value: folder }));
