/** Can what dialog is built of be compiled? */
import { defineCheck } from '../model/check.ts';
import { effectiveEnvironment } from './shared/effective-environment.ts';
import { installFix, packageManager } from './shared/programs.ts';

const wanted = ['make', 'python3'] as const;
const compilers = ['c++', 'g++', 'clang++'] as const;

/** The media worker of mediasoup is C++; where it is there already, nothing has to be compiled. */
export const toolBuild = defineCheck({
  id: 'tool.build',
  title: 'Compiler, make and Python',
  why: 'npm compiles the media worker of dialog; without them its dependencies cannot be installed.',
  needs: ['repo.present'],
  look: async (ground) => {
    const { machine, services, values } = ground;
    const find = (name: string): Promise<string | undefined> => machine.processes.find(name, []);
    const root = services.some(({ name }) => name === 'dialog') ? values.checkout('dialog') : undefined;
    const manifest = root === undefined ? undefined : await machine.files.read(`${root}/package.json`);
    const worker = `${root ?? ''}/node_modules/mediasoup/worker/out/Release/mediasoup-worker`;
    const programs = await Promise.all([...wanted, ...compilers].map(find));
    return {
      isNeeded: /"mediasoup"\s*:/.test(manifest ?? ''),
      hasWorker:
        (await machine.files.exists(worker)) || 'MEDIASOUP_WORKER_BIN' in effectiveEnvironment(ground, 'dialog'),
      missing: [
        ...wanted.filter((_, index) => programs[index] === undefined),
        ...(programs.slice(wanted.length).some((path) => path !== undefined) ? [] : ['a C++ compiler']),
      ],
      manager: await packageManager(ground),
    };
  },
  judge: ({ isNeeded, hasWorker, missing, manager }) => {
    if (!isNeeded) return { status: 'skip', because: 'dialog has no media worker to compile' };
    if (hasWorker) return { status: 'pass', note: 'the media worker is compiled already' };
    if (missing.length === 0) return { status: 'pass', note: 'all there' };
    return {
      status: 'warn',
      summary: `To compile the media worker of dialog, ${missing.join(', ')} is missing.`,
      fix: installFix('Install what compiles C++.', manager, {
        others: 'gcc-c++ make python3',
        'apt-get': 'build-essential python3 python3-pip',
        pacman: 'base-devel python',
        apk: 'build-base python3',
        brew: 'python',
      }),
    };
  },
});
