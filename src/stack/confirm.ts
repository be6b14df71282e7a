/** Asks a person before something is lost. */
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { notConfirmed } from '../model/problems/database.ts';
import type { Session } from '../model/session.ts';

/** Succeeds on `y`, or with `--yes`; `what` completes "This …" and "Nothing was done: it …". */
export async function confirm(what: string, session: Session): Promise<Result<void>> {
  if (session.options.yes) return ok(undefined);
  if (!session.isTerminal) return failed(notConfirmed(`it ${what}`));
  session.report.note(`This ${what}. Go on? [y/N]`);
  const key = await pressedKey(session);
  return key?.toLowerCase() === 'y' ? ok(undefined) : failed(notConfirmed(`it ${what}`));
}

function pressedKey({ machine, signal }: Session): Promise<string | undefined> {
  const asked = new AbortController();
  return new Promise((resolve) => {
    const answer = (key: string | undefined): void => {
      asked.abort();
      resolve(key);
    };
    signal.addEventListener('abort', () => {
      answer(undefined);
    });
    void machine.keyboard.listen(answer, asked.signal);
  });
}
