/** Asks metaton to do something. */
import { actionHeader } from '../page-state.ts';

/** Answers what went wrong; what comes of it is seen in the stream. */
export async function sendAction(path: string): Promise<string | undefined> {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [actionHeader]: '1' },
      body: '{}',
    });
    return answer.ok ? undefined : (await answer.text()).trim();
  } catch {
    return 'metaton does not answer.';
  }
}
