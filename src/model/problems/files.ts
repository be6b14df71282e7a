/** Problems with files and folders that no other place has words for. */
import type { Problem } from '../problem.ts';

/** Why the operating system refuses, by the code of its error: https://man7.org/linux/man-pages/man3/errno.3.html */
const refusals: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  EACCES: ['it is not yours', 'See that it belongs to you; an earlier run with sudo may have made it root’s.'],
  EPERM: ['it is not yours', 'See that it belongs to you; an earlier run with sudo may have made it root’s.'],
  EROFS: ['the disk can only be read', 'Make the workspace on a disk that can be written, or mount this one so.'],
  ENOSPC: ['the disk is full', 'Make room on that disk.'],
  EDQUOT: ['your share of the disk is full', 'Make room on that disk, or ask for a larger share.'],
  EIO: ['the disk has an error', 'Look at the disk: the kernel’s log says more.'],
  ENOTDIR: ['a file is where a folder should be', 'Move that file out of the way.'],
  EISDIR: ['a folder is where a file should be', 'Move that folder out of the way.'],
  ENAMETOOLONG: ['the path is too long', 'Make the workspace in a folder with a shorter path.'],
  EMFILE: ['too many files are open', 'Raise the limit of open files: `ulimit -n 4096`.'],
};

/** An error of the system about a file, as Node makes it. */
interface FileError extends Error {
  readonly code: string;
  readonly path?: string;
}

/** The operating system does not let a file be read or written; `undefined` for any other error. */
export function fileRefused(error: unknown): Problem | undefined {
  if (!isFileError(error)) return undefined;
  const [why, fix] = refusals[error.code] ?? [];
  if (why === undefined || fix === undefined) return undefined;
  return {
    code: 'file-refused',
    summary: `${error.path ?? 'A file of the workspace'} cannot be used: ${why}.`,
    evidence: error.message,
    fixes: [fix, 'Then run the same command again: it goes on from here.'],
    cause: error,
  };
}

const isFileError = (error: unknown): error is FileError =>
  error instanceof Error && 'syscall' in error && 'code' in error;
