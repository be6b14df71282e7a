/** Tools that a suite may need and a machine may lack. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** True when the program is on PATH. */
export const hasTool = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
