/** Asks a person for leave. */
import type { Session } from '../model/session.ts';

/** True where the user has given it beforehand or now gives it with a key; undefined where nobody can be asked. */
export async function consent(question: string, session: Session): Promise<boolean | undefined> {
  const { options, isTerminal, report, machine, signal } = session;
  if (options.yes) return true;
  if (!isTerminal || options.json) return undefined;
  report.note(`${question} [y/N]`);
  const answered = new AbortController();
  return new Promise((resolve) => {
    const end = (answer: boolean): void => {
      answered.abort();
      resolve(answer);
    };
    signal.addEventListener('abort', () => {
      end(false);
    });
    void machine.keyboard.listen((key) => {
      end(key.toLowerCase().startsWith('y'));
    }, answered.signal);
  });
}
