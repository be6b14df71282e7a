/** A session that reads one file otherwise: what a wish would come to is known before anything is written. */
import type { Session } from '../model/session.ts';

/** The same session, but for the text of one file. */
export function readingAs(session: Session, file: string, text: string): Session {
  const { files } = session.machine;
  const read = (path: string): Promise<string | undefined> =>
    path === file ? Promise.resolve(text) : files.read(path);
  return { ...session, machine: { ...session.machine, files: { ...files, read } } };
}
