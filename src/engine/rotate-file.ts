/** Makes room for a new file under a name, and keeps the older ones under numbers. */
import path from 'node:path';
import { rotatedName } from '../model/log.ts';
import type { Files } from '../model/machine.ts';

/** Renames `file` to `file.1`, that to `file.2` and so on; of `count` files in all, the oldest gives way. */
export async function rotateFile(files: Files, file: string, count: number): Promise<void> {
  const folder = path.dirname(file);
  const nameOf = (age: number): string => path.join(folder, rotatedName(path.basename(file), age));
  // From the oldest on, so that whoever reads from the newest on meets every file.
  for (let age = count - 2; age >= 0; age--) await files.rename(nameOf(age), nameOf(age + 1));
}
