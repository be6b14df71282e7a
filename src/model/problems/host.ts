/** Problems with the machine itself: memory, disk, folders, network. */
import type { Problem } from '../problem.ts';

/** The whole stack wants more memory than there is. */
export const memoryShort = (haveMiB: number, wantMiB: number): Problem => ({
  code: 'memory-short',
  summary: `This machine has ${gigabytes(haveMiB)} of memory; the whole stack wants ${gigabytes(wantMiB)}.`,
  fixes: [
    'Run a part of it: `metaton up --only reticulum dialog hubs`.',
    'Give the machine, or the container, more memory or swap.',
  ],
});

/** What is to be fetched and built does not fit the disk, or hardly. */
export const diskShort = (folder: string, freeMiB: number, wantMiB: number): Problem => ({
  code: 'disk-short',
  summary: `The disk of this workspace has ${gigabytes(freeMiB)} free; ${gigabytes(wantMiB)} are wanted.`,
  evidence: folder,
  fixes: ['Free some, or make the workspace on another disk.'],
});

/** A disk may have room and yet take no more files. */
export const filesShort = (folder: string, free: number): Problem => ({
  code: 'files-short',
  summary: `The disk of this workspace takes only ${free} more files: dependencies are several hundred thousand.`,
  evidence: folder,
  fixes: ['Remove folders with many small files, such as old node_modules, or make the workspace on another disk.'],
});

/** What is to be fetched cannot be. */
export const networkUnreachable = (lines: readonly string[]): Problem => ({
  code: 'network-unreachable',
  summary: 'Not everything that is still to be fetched can be reached.',
  evidence: lines.join('\n'),
  fixes: [
    'Connect to the network; behind a proxy set HTTPS_PROXY and NO_PROXY.',
    'Run `metaton init --offline` to use what is there.',
  ],
});

/** A folder of Windows seen from Linux: every file costs a call to the other side. */
export const folderOfWindows = (folder: string): Problem => ({
  code: 'folder-of-windows',
  summary: 'The workspace is on a disk of Windows: there, builds take many times as long, and changes go unseen.',
  evidence: folder,
  fixes: ['Make the workspace in a folder of Linux itself, such as ~/world.'],
});

/** Two names that differ in case are one file here. */
export const caseIgnored = (folder: string): Problem => ({
  code: 'case-ignored',
  summary: 'The disk of this workspace does not tell upper from lower case, as Linux usually does.',
  evidence: folder,
  fixes: ['Make the workspace on a disk that does, or take care with names in git.'],
});

/** Windows takes paths of 260 characters, of which dependencies want most. */
export const pathTooLong = (folder: string, most: number): Problem => ({
  code: 'path-too-long',
  summary: `The path of this workspace is longer than ${most} characters; files of dependencies would not fit.`,
  evidence: folder,
  fixes: [
    'Make the workspace higher up, such as in C:\\world.',
    'Or allow long paths in Windows and in git: `git config --global core.longpaths true`.',
  ],
});

/** A service cannot be built in a folder with such a name. */
export const pathUnbearable = (service: string, folder: string, because: string): Problem => ({
  code: 'path-unbearable',
  summary: `${service} cannot be built in its folder: ${because}.`,
  evidence: folder,
  fixes: [`Make the workspace, or the checkout of ${service}, in a folder without such characters in its path.`],
  service,
});

/** Everything made will be root's. */
export const runsAsRoot = (): Problem => ({
  code: 'runs-as-root',
  summary: 'metaton runs as root: what it makes belongs to root, and services have more rights than they need.',
  fixes: ['Run metaton as an ordinary user; nothing in it needs root. In a container this is no matter.'],
});

const gigabytes = (mebibytes: number): string => `${(mebibytes / 1024).toFixed(1)} GiB`;
