/** May this many files be watched? */
import { defineMachineCheck } from '../model/check.ts';
import { isLinux, numberIn } from './shared/proc.ts';

/** Each of three dev servers watches tens of thousands of files. */
const least = { max_user_watches: 262_144, max_user_instances: 512 } as const;

/** Linux counts what a user watches. */
export const hostInotify = defineMachineCheck({
  id: 'host.inotify',
  title: 'Watched files',
  why: 'A dev server that may watch no more files ends with ENOSPC, or no longer sees changes.',
  look: async (ground) =>
    isLinux(ground)
      ? Promise.all(
          Object.entries(least).map(async ([name, wanted]) => ({
            name,
            wanted,
            value: numberIn(await ground.machine.files.read(`/proc/sys/fs/inotify/${name}`)),
          })),
        )
      : undefined,
  judge: (limits) => {
    if (!limits) return { status: 'skip', because: 'only Linux has such a limit' };
    const low = limits.filter(({ value, wanted }) => value !== undefined && value < wanted);
    if (low.length === 0)
      return { status: 'pass', note: limits.map(({ name, value }) => `${name} ${value ?? 'unknown'}`).join(', ') };
    const settings = low.map(({ name, wanted }) => `fs.inotify.${name}=${wanted}`);
    return {
      status: 'warn',
      summary: 'Few files may be watched at once.',
      detail: low.map(({ name, value, wanted }) => `${name} is ${value ?? 0}, ${wanted} are wanted`).join('\n'),
      fix: {
        text: 'Raise the limit, for good.',
        command: `printf '${settings.join('\\n')}\\n' | sudo tee /etc/sysctl.d/60-metaton.conf && sudo sysctl --system`,
        needsRoot: true,
      },
    };
  },
});
