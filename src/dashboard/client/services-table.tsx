/** The services: how they are, what went wrong, and what can be done with them. */
import { duration } from '../../report/duration.ts';
import { lifeText } from '../../report/life-text.ts';
import { type PageService, type ServiceAction, serviceActions } from '../page-state.ts';
import { marks, moodOf } from './standing.ts';

const columns = ['Service', 'State', 'Address', 'pid', 'Up', 'Restarts', 'CPU', 'Memory', 'Actions'] as const;

/** What is shown of them, and whom to tell what was pressed. */
export interface ServicesProps {
  readonly services: readonly PageService[];
  readonly now: number;
  readonly isLive: boolean;
  readonly onAction: (action: ServiceAction, service: string) => void;
}

/** A row a service; below it what went wrong. */
export const ServicesTable = ({ services, ...rest }: ServicesProps) => (
  <section aria-labelledby="services">
    <h2 id="services">Services</h2>
    <table role="table" class="cards">
      <caption class="unseen">Services in the order in which they became known</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((name) => (
            <th key={name} role="columnheader" scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {services.flatMap((service) => [
          <ServiceRow key={service.service} status={service} {...rest} />,
          <TroubleRow key={`${service.service} trouble`} status={service} />,
        ])}
      </tbody>
    </table>
  </section>
);

type RowProps = Omit<ServicesProps, 'services'> & { readonly status: PageService };

function ServiceRow({ status, now, isLive, onAction }: RowProps) {
  const { service, life, since, pid, startedAt, restarts, ports, url, cpuPercent, memoryMiB } = status;
  const mood = moodOf(status);
  const cells: readonly (readonly [(typeof columns)[number], preact.ComponentChildren])[] = [
    [
      'State',
      <span class={`state ${mood}`}>
        <span aria-hidden="true">{marks[mood]}</span> {lifeText(life, now - since)}
      </span>,
    ],
    ['Address', <Address url={url} ports={ports} service={service} />],
    ['pid', pid ?? ''],
    ['Up', startedAt === undefined || pid === undefined ? '' : duration(Math.max(now - startedAt, 0))],
    ['Restarts', restarts],
    ['CPU', cpuPercent === undefined ? '' : `${Math.round(cpuPercent)} %`],
    ['Memory', memoryMiB === undefined ? '' : `${Math.round(memoryMiB)} MiB`],
    ['Actions', <Actions status={status} isLive={isLive} onAction={onAction} />],
  ];
  return (
    <tr role="row" data-service={service}>
      <th role="rowheader" scope="row">
        {service}
      </th>
      {cells.map(([name, content]) => (
        <td key={name} role="cell" data-label={name} class={name === 'Actions' ? 'actions' : ''}>
          {content}
        </td>
      ))}
    </tr>
  );
}

interface AddressProps {
  readonly service: string;
  readonly url: string | undefined;
  readonly ports: readonly number[];
}

/** Only what a browser can show is a link. */
const Address = ({ url, ports, service }: AddressProps) => (
  <span>
    {ports.map((port) => `:${port}`).join(' ')}{' '}
    {url !== undefined && /^https?:\/\//.test(url) && (
      <a href={url} target="_blank" rel="noopener noreferrer">
        Open<span class="unseen"> {service} (opens a new tab)</span>
      </a>
    )}
  </span>
);

const words: Readonly<Record<ServiceAction, string>> = { start: 'Start', stop: 'Stop', restart: 'Restart' };

/** Buttons stay where they are, so that the focus does. */
const Actions = ({ status, isLive, onAction }: Pick<RowProps, 'status' | 'isLive' | 'onAction'>) => {
  const isDown = status.life.phase === 'stopped' || status.life.phase === 'crashed';
  const may: Readonly<Record<ServiceAction, boolean>> = { start: isDown, stop: !isDown, restart: !isDown };
  return (
    <>
      {serviceActions.map((action) => {
        const isOff = !isLive || !may[action];
        return (
          <button
            key={action}
            type="button"
            aria-disabled={isOff}
            onClick={() => {
              if (!isOff) onAction(action, status.service);
            }}
          >
            {words[action]}
            <span class="unseen"> {status.service}</span>
          </button>
        );
      })}
    </>
  );
};

function TroubleRow({ status: { service, problem, lastFailure, life } }: { readonly status: PageService }) {
  const failure = lastFailure?.failure.isHarmless === false ? lastFailure : undefined;
  const isOver = life.phase === 'ready' && !failure;
  if ((!problem && !failure) || isOver) return null;
  return (
    <tr role="row" class="trouble" data-trouble={service}>
      <td role="cell" colSpan={columns.length}>
        {problem && (
          <>
            <p>
              <strong>{problem.summary}</strong>
            </p>
            {problem.evidence !== undefined && (
              <pre tabIndex={0} role="region" aria-label={`What was seen of ${service}`}>
                {problem.evidence}
              </pre>
            )}
            <Remedies remedies={problem.fixes} />
          </>
        )}
        {failure && (
          <>
            <p>
              <strong>{failure.failure.title}</strong> {failure.failure.meaning}
            </p>
            <pre tabIndex={0} role="region" aria-label={`The line of ${service} that shows it`}>
              {failure.line}
            </pre>
            <Remedies remedies={failure.failure.remedies} />
          </>
        )}
      </td>
    </tr>
  );
}

const Remedies = ({ remedies }: { readonly remedies: readonly string[] }) => (
  <ul>
    {remedies.map((remedy) => (
      <li key={remedy}>{remedy}</li>
    ))}
  </ul>
);
