/** Writes certificates and keys. What the operating system has against it becomes a Problem that names the file. */
import type { Files } from '../model/machine.ts';
import { ProblemError } from '../model/problem.ts';
import { certificateUnwritable } from '../model/problems/certificates.ts';

/** Whole or not at all; the mode is right from the first byte. */
export const writeText = (files: Files, file: string, text: string, mode: number): Promise<void> =>
  orUnwritable(file, () => files.write(file, text, mode));

/** Does what changes a file or folder. */
export async function orUnwritable<T>(file: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    throw error instanceof ProblemError ? error : new ProblemError(certificateUnwritable(file, error));
  }
}

/** Answers whether any file was written. */
export async function writeWhereDifferent(
  files: Files,
  wanted: readonly { readonly file: string; readonly text: string }[],
): Promise<boolean> {
  let didWrite = false;
  for (const { file, text } of wanted) {
    // A file that cannot be read is no reason not to write what belongs there.
    if ((await files.read(file).catch(() => undefined)) === text) continue;
    await writeText(files, file, text, 0o644);
    didWrite = true;
  }
  return didWrite;
}
