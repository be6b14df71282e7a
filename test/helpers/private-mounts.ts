/** Folders of the system that a test may change: copies, which nobody else sees, and which go with the test. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Finished } from './cli.ts';

/** Where those copies are mounted over the originals. */
export interface PrivateMounts extends AsyncDisposable {
  /** Runs a program there to its end, without a terminal. */
  readonly run: (words: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Finished>;
}

/** Why there can be none here; `undefined` when there can. */
export const noPrivateMounts = (): string | undefined => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'root on Linux';
  return spawnSync('unshare', ['--mount', 'true']).status === 0 ? undefined : 'the right to mount';
};

/** The mounts end with the process that holds them, and that one with its stdin: at the latest when the test dies. */
const hold = `
  copies=$1; shift
  for folder; do
    copy=$(mktemp -d "$copies/XXXXXX") && cp -a "$folder/." "$copy/" && chmod --reference="$folder" "$copy" &&
      mount --bind "$copy" "$folder" || exit 1
  done
  echo ready
  exec cat >/dev/null
`;

/** Mounts a copy over each folder; the copies are laid into `copies`. */
export async function privateMounts(copies: string, folders: readonly string[]): Promise<PrivateMounts> {
  const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', hold, 'sh', copies, ...folders], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return {
    run: async (words, env = {}) => {
      const child = spawn('nsenter', ['--mount', `--target=${String(holder.pid)}`, '--', ...words], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr'] as const)
        child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, ...said };
    },
    [Symbol.asyncDispose]: async () => {
      holder.stdin.end();
      await once(holder, 'close');
    },
  };
}
