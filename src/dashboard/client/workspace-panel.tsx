/** What the stack was made from. */
import type { WorkspaceInfo } from '../page-state.ts';

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
