/** Builds a Kustomize overlay: by a real kustomize where there is one, and by the few rules that exports use. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Manifest } from './cluster-references.ts';

/** True where kubectl is installed, which has kustomize in it. */
export const hasKustomize = spawnSync('kubectl', ['kustomize', '--help']).status === 0;

/** Every document of a text. */
const documents = (text: string): readonly Manifest[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Manifest);

/** By the real one. */
export function kustomized(folder: string): readonly Manifest[] {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  // It folds long base64, which the published schema does not allow.
  return documents(stdout).map((object) =>
    object.kind === 'Secret' ? { ...object, data: unfolded(object['data'] as Record<string, string>) } : object,
  );
}

const unfolded = (data: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value.replace(/\s/g, '')]));

interface Kustomization {
  readonly namespace: string;
  readonly resources: readonly string[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly envs: readonly string[] }[];
  readonly secretGenerator?: readonly { readonly name: string; readonly files: readonly string[] }[];
}

/** Resources and generators, without names' suffixes: all that an export asks of kustomize. */
export function plainlyBuilt(folder: string): readonly Manifest[] {
  const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
  const wanted = parse(read('kustomization.yaml')) as Kustomization;
  const resources = wanted.resources.flatMap((resource) =>
    resource.endsWith('.yaml') ? documents(read(resource)) : plainlyBuilt(path.join(folder, resource)),
  );
  const settings = (wanted.configMapGenerator ?? []).map(({ name, envs }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: Object.fromEntries(
      envs.flatMap((env) =>
        read(env)
          .split('\n')
          .filter((line) => /^\w+=/.test(line))
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      ),
    ),
  }));
  const secrets = (wanted.secretGenerator ?? []).map(({ name, files }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    data: Object.fromEntries(
      files.map((file) => [path.basename(file), readFileSync(path.join(folder, file), 'base64')]),
    ),
  }));
  return [...resources, ...settings, ...secrets];
}
