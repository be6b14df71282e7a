/** What a workspace remembers of being open to other devices. Pure. */
import { type LanState, lanStateSchema } from '../model/lan.ts';
import { ok, type Result, failed } from '../model/problem.ts';
import { lanStateUnreadable } from '../model/problems/lan.ts';

/** Nobody has ever opened it. */
export const neverOpened: LanState = { schemaVersion: 1, isConfirmed: false };

/** The text of the file that remembers it; `undefined` where there is none. */
export function parseLanState(file: string, text: string | undefined): Result<LanState> {
  if (text === undefined) return ok(neverOpened);
  try {
    const parsed = lanStateSchema.safeParse(JSON.parse(text));
    return parsed.success ? ok(parsed.data) : failed(lanStateUnreadable(file));
  } catch {
    return failed(lanStateUnreadable(file));
  }
}
