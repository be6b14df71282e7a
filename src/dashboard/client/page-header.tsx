/** How all of it is, and the ways into the world. */
import { duration } from '../../report/duration.ts';
import type { CaughtLink, PageState } from '../page-state.ts';
import type { Connection } from './page-model.ts';
import { marks, overall } from './standing.ts';

/** What is shown of it. */
export interface HeaderProps {
  readonly state: Partial<PageState>;
  readonly connection: Connection;
  readonly now: number;
}

/** State, pages, certificate, uptime. */
export function PageHeader({ state: { about, services = [], workspace }, connection, now }: HeaderProps) {
  const { mood, text } = overall(services);
  const [main, ...others] = about?.pages ?? [];
  const leaf = workspace?.certificates.find(({ what }) => what === 'certificate');
  return (
    <header>
      <h1>
        metaton <span class="name">{about?.workspace.replace(/^.*[\\/]/, '')}</span>
      </h1>
      <p class={`overall ${mood}`} data-overall={mood}>
        <span aria-hidden="true">{marks[mood]}</span> {text}
      </p>
      <nav aria-label="The world">
        {main && (
          <a class="main" href={main.url} target="_blank" rel="noopener noreferrer">
            Open {main.label}
            <span class="unseen"> (opens a new tab)</span>
          </a>
        )}
        {others.map(({ label, url }) => (
          <a key={label} href={url} target="_blank" rel="noopener noreferrer">
            {label}
            <span class="unseen"> (opens a new tab)</span>
          </a>
        ))}
      </nav>
      <dl>
        {about && <Fact name="Host" value={about.host} />}
        {about && <Fact name="Up" value={duration(Math.max(now - about.since, 0))} />}
        {leaf && (
          <Fact name="Certificate" value={leaf.daysLeft === undefined ? leaf.state : `${leaf.daysLeft} days left`} />
        )}
      </dl>
      <Banner connection={connection} />
    </header>
  );
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

/** Says when what is seen is not how it is. */
const Banner = ({ connection }: { readonly connection: Connection }) => {
  const words = {
    connecting: undefined,
    live: undefined,
    lost: 'Disconnected: metaton does not answer. What you see is how it was; the page comes back by itself if metaton does.',
    ended:
      'The stack has ended. What you see is how it was; after the next `metaton up` open it with `metaton dashboard`.',
  }[connection];
  return (
    <div role="status" class="banner">
      {words && <p>{words}</p>}
    </div>
  );
};

/** A link is good for so long, ms. */
const linkMs = 1_800_000;

/** What reticulum would have mailed. */
export function SignInLinks({ links, now }: { readonly links: readonly CaughtLink[]; readonly now: number }) {
  const good = links.filter(({ at }) => now - at < linkMs);
  return (
    <section aria-label="Sign-in links" aria-live="polite" class="links">
      {good.length > 0 && (
        <ul>
          {good.toReversed().map(({ email = 'an unknown address', url }) => (
            <li key={url}>
              Sign-in link for <strong>{email}</strong>:{' '}
              <a href={url} target="_blank" rel="noopener noreferrer">
                Open<span class="unseen"> the sign-in link for {email} (opens a new tab)</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
