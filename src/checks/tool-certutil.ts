/** Can browsers be made to trust the authority? */
import { defineMachineCheck } from '../model/check.ts';
import { installFix, packageManager } from './shared/programs.ts';

/** On Windows browsers go by the system's store, and the certutil there is another program. */
export const toolCertutil = defineMachineCheck({
  id: 'tool.certutil',
  title: 'certutil of NSS',
  why: 'Firefox, and Chromium on Linux, keep their trust in databases that only this program writes.',
  look: async (ground) => ({
    platform: ground.installation.platform,
    path: await ground.machine.processes.find('certutil', []),
    manager: await packageManager(ground),
  }),
  judge: ({ platform, path, manager }) => {
    if (platform === 'win32') return { status: 'skip', because: 'browsers on Windows go by the store of the system' };
    if (path !== undefined) return { status: 'pass', note: path };
    return {
      status: 'warn',
      summary: 'certutil is not to be found.',
      fix: installFix('Install the tools of NSS.', manager, {
        others: 'nss-tools',
        'apt-get': 'libnss3-tools',
        pacman: 'nss',
        zypper: 'mozilla-nss-tools',
        brew: 'nss',
      }),
    };
  },
});
