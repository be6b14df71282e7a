/** What Linux tells of itself in files. */
import type { MachineGround } from '../../model/check.ts';

/** Whether there is a /proc to read. */
export const isLinux = ({ installation }: MachineGround): boolean => installation.platform === 'linux';

/** The first number of a text. */
export function numberIn(text: string | undefined): number | undefined {
  const digits = /\d+/.exec(text ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits);
}
