/** What was said about the stack. */
import type { Said } from '../page-state.ts';

const clock = (at: number): string => new Date(at).toLocaleTimeString();

/** The newest first. */
export const SaidPanel = ({ said }: { readonly said: readonly Said[] }) =>
  said.length === 0 ? null : (
    <section aria-labelledby="said">
      <h2 id="said">What happened</h2>
      <ol class="said">
        {said.toReversed().map((each) => (
          <li key={`${each.at} ${wordsOf(each)}`} class={each.kind}>
            <span class="time">{clock(each.at)}</span> {wordsOf(each)}
          </li>
        ))}
      </ol>
    </section>
  );

const wordsOf = (said: Said): string =>
  said.kind === 'notice'
    ? [said.service, said.text].filter((part) => part !== undefined).join(': ')
    : `${said.problem.summary} ${said.problem.fixes[0]}`;
