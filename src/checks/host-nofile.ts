/** May this many files be open? */
import { defineMachineCheck } from '../model/check.ts';
import { isLinux } from './shared/proc.ts';

/** A cold compile of hubs opens thousands at once. */
const least = 4_096;

/** What metaton may open, its services may, too. */
export const hostNofile = defineMachineCheck({
  id: 'host.nofile',
  title: 'Open files',
  why: 'A dev server that may open no more files ends with EMFILE.',
  look: async (ground) => (isLinux(ground) ? ground.machine.files.read('/proc/self/limits') : undefined),
  judge: (text) => {
    const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(text ?? '') ?? [];
    if (soft === undefined || hard === undefined)
      return { status: 'skip', because: 'only Linux tells in a file how many there may be' };
    if (soft === 'unlimited' || Number(soft) >= least) return { status: 'pass', note: soft };
    const isOwn = hard === 'unlimited' || Number(hard) >= least;
    return {
      status: 'warn',
      summary: `Only ${soft} files may be open at once.`,
      detail: `the user may raise it to ${hard}`,
      fix: isOwn
        ? { text: 'Raise it in this shell; in its start-up file for good.', command: `ulimit -n ${least}` }
        : {
            text: 'Raise it for good, then log in anew.',
            command: `printf '* - nofile 65536\\n' | sudo tee /etc/security/limits.d/60-metaton.conf`,
            needsRoot: true,
          },
    };
  },
});
