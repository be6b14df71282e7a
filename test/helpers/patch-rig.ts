/** A service with a checkout under git, patched as metaton does it, stage by stage. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeMachine } from '../../src/adapters/machine.ts';
import { checkPatches } from '../../src/engine/check-patches.ts';
import { recordGitState } from '../../src/engine/git-state.ts';
import {
  applyPlanned,
  recordedFiles,
  revertPatches,
  type RevertOutcome,
  type RevertWishes,
} from '../../src/engine/patch-journal.ts';
import type { CheckoutSnapshot, Patch, RecordedFiles } from '../../src/model/patch.ts';
import type { Problem } from '../../src/model/problem.ts';
import { defineService } from '../../src/model/service-definition.ts';
import type { PlannedPatches } from '../../src/model/step.ts';
import { patchStates, planPatches, type PatchState } from '../../src/plan/plan-patches.ts';
import { stackValues } from './stack-values.ts';

const set = (id: string, file: string, line: RegExp, value: string, more: Partial<Patch> = {}): Patch =>
  ({ id, file, why: 'It is a test.', kind: 'replace-line', line, value: () => value, ...more }) as Patch;

const shared: readonly Patch[] = [
  set('host', 'config/dev.exs', /^host = "(?<value>[^"]*)"/, 'localhost'),
  {
    id: 'loopback',
    file: 'config/dev.exs',
    why: 'It is a test.',
    kind: 'insert-line',
    after: /^\s+port: 4000,$/,
    line: () => 'ip: {127, 0, 0, 1},',
  },
  { id: 'env', file: '.env', why: 'It is a test.', kind: 'set-env', values: () => ({ SERVER: 'localhost:4000' }) },
];

/** Two eras: in the older one, a second file is edited, too. */
export const thing = defineService({
  name: 'thing',
  summary: 'A thing.',
  eras: [
    { name: 'new', matches: ({ text }) => text('era')?.trim() === 'new', patches: shared },
    {
      name: 'old',
      matches: ({ text }) => text('era')?.trim() === 'old',
      patches: [...shared, set('name', 'webpack.config.js', /^const host = "(?<value>[^"]*)";$/, 'localhost')],
    },
  ],
  ports: {},
  needs: [],
  copies: ({ certificate, checkout }) => [
    { from: certificate.key, to: path.join(checkout('thing'), 'certs', 'key.pem'), mode: 0o600 },
  ],
  urls: () => [],
});

/** What upstream has. */
export const upstream = {
  era: 'old\n',
  'config/dev.exs':
    'import Config\n\nhost = "hubs.local"\n\nconfig :thing, https: [\n  port: 4000,\n  otp_app: :thing\n]\n',
  'webpack.config.js': 'const host = "hubs.local";\n\nmodule.exports = { host };\n',
} as const;

/** Lays the checkout, commits it, and hands out what patches it. */
export async function makePatchRig(service = thing, texts: Readonly<Record<string, string>> = upstream) {
  const machine = makeMachine(process.env);
  const { files, processes } = machine;
  const root = await mkdtemp(path.join(tmpdir(), 'metaton-rig-'));
  const checkout = path.join(root, 'thing');
  const state = path.join(root, '.metaton');
  const values = stackValues(root, { checkout: () => checkout });
  const at = (...names: readonly string[]): string => path.join(checkout, ...names);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', checkout, '-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await writeFile(at(name), text);
  };
  for (const [name, text] of Object.entries(texts)) await write(name, text);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'upstream');
  await mkdir(path.join(root, 'certs'));
  await writeFile(values.certificate.key, 'key\n');

  const wanted = [...new Set([...service.eras.flatMap(({ patches }) => patches.map(({ file }) => file)), 'era'])];
  const look = async (): Promise<[CheckoutSnapshot, RecordedFiles]> => {
    const recorded = await recordedFiles(files, service.name, checkout, state);
    const seen = new Map<string, string | undefined>();
    for (const file of [...wanted, ...recorded.keys()]) seen.set(file, await files.read(at(file)));
    return [{ root: checkout, text: (file) => seen.get(file) }, recorded];
  };

  return {
    root,
    checkout,
    state,
    machine,
    values,
    at,
    git,
    write,
    read: (name: string): Promise<string> => readFile(at(name), 'utf8'),
    /** Plans, checks and applies; the Problems where that is refused, and what was planned. */
    patch: async (): Promise<{
      readonly problems: readonly Problem[];
      readonly planned?: PlannedPatches;
      readonly written: number;
    }> => {
      const [snapshot, recorded] = await look();
      const planned = planPatches(service, snapshot, values, recorded);
      if (!planned.ok) return { problems: planned.problems, written: 0 };
      const problems = await checkPatches(machine, [planned.value], state);
      if (problems.length > 0) return { problems, written: 0 };
      await recordGitState(files, processes, [checkout], state);
      const written = await applyPlanned(files, planned.value, state, processes);
      return { problems: [], planned: planned.value, written };
    },
    states: async (): Promise<readonly PatchState[]> => {
      const [snapshot, recorded] = await look();
      const states = patchStates(service, snapshot, values, recorded);
      if (!states.ok) throw new Error(JSON.stringify(states.problems));
      return states.value;
    },
    revert: (wishes: RevertWishes = {}): Promise<RevertOutcome> =>
      revertPatches(files, service.name, checkout, state, { git: processes, ...wishes }),
    /** Every file below the checkout, git's objects and index apart, with its mode and text. */
    everything: async (): Promise<readonly string[]> => {
      const names = await readdir(checkout, { recursive: true });
      const seen = names.filter((name) => !/^\.git\/(?!config$|info\/|hooks\/)/.test(name)).toSorted();
      return Promise.all(
        seen.map(async (name) => {
          const { mode, uid } = await stat(at(name));
          return `${name} ${mode.toString(8)} ${uid} ${await readFile(at(name), 'utf8').catch(() => 'folder')}`;
        }),
      );
    },
    has: (name: string): boolean => existsSync(at(name)),
    remove: (): Promise<void> => rm(root, { recursive: true, force: true }),
  };
}
