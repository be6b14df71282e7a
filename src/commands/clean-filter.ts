/** `metaton clean-filter`: git's own question for a guarded file, asked of stdin, answered on stdout. */
import { type Guarded, textForGit } from '../engine/commit-guard.ts';
import { type Result, ok } from '../model/problem.ts';
import type { Session } from '../model/session.ts';

/** Bytes that are no text go through as they are. */
export async function cleanFilter(guarded: Guarded, file: string, session: Session): Promise<Result<void>> {
  const { files } = session.machine;
  const bytes = await files.readInput();
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const isText = !text.includes('\uFFFD');
  session.report.bytes(isText ? new TextEncoder().encode(await textForGit(files, guarded, file, text)) : bytes);
  return ok(undefined);
}
