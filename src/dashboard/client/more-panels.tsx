/** What was said about the stack, and what it was made from. */
import type { Said, WorkspaceInfo } from '../page-state.ts';

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

/** Names and values; no secrets. */
export const WorkspacePanel = ({
  workspace: { checkouts, certificates, facts },
}: {
  readonly workspace: WorkspaceInfo;
}) => (
  <section aria-labelledby="workspace">
    <h2 id="workspace">Workspace</h2>
    <dl class="facts">
      {facts.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
      {certificates.map(({ what, state, detail }) => (
        <Fact key={what} name={what} value={[state, detail].filter((part) => part !== '').join(': ')} />
      ))}
      {checkouts.map(({ service, folder, commit, era, patchesApplied, patchesOpen }) => (
        <Fact
          key={service}
          name={service}
          value={[
            folder,
            ...(commit === undefined ? [] : [`commit ${commit}`]),
            ...(era === undefined ? [] : [`era ${era}`]),
            `${patchesApplied} patches applied${patchesOpen === 0 ? '' : `, ${patchesOpen} open: metaton patch --check`}`,
          ].join('; ')}
        />
      ))}
    </dl>
  </section>
);

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);
