/** The start, step by step: how long each took, and what it had waited for. */
import { duration } from '../../report/duration.ts';
import type { TimelineStep } from '../page-state.ts';

/** What took less has kept nobody waiting, ms. */
const shortestMs = 20;

/** A row a step, with a bar where it ran. */
export function StartTimeline({ steps, now }: { readonly steps: readonly TimelineStep[]; readonly now: number }) {
  const began = Math.min(...steps.map(({ startedAt }) => startedAt));
  const isOver = steps.every(({ endedAt }) => endedAt !== undefined);
  const end = Math.max(...steps.map(({ endedAt }) => endedAt ?? now));
  const total = Math.max(end - began, 1);
  const shown = steps.filter(
    ({ startedAt, endedAt, hasFailed }) => hasFailed || endedAt === undefined || endedAt - startedAt >= shortestMs,
  );
  if (steps.length === 0) return null;
  return (
    <section aria-labelledby="start">
      <h2 id="start">Start</h2>
      <details>
        <summary>
          {steps.length} steps, {duration(total)}
          {isOver ? '' : ' so far'}
        </summary>
        <table role="table" class="cards timeline">
          <caption class="unseen">Steps of the start; those that took no time are left out</caption>
          <thead role="rowgroup">
            <tr role="row">
              {['Step', 'When', 'Took', 'Waited for'].map((name) => (
                <th key={name} role="columnheader" scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {shown.map((step) => (
              <StepRow key={step.id} step={step} began={began} total={total} now={now} />
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

interface StepProps {
  readonly step: TimelineStep;
  readonly began: number;
  readonly total: number;
  readonly now: number;
}

function StepRow({ step: { title, service, startedAt, endedAt, hasFailed, waitedFor }, began, total, now }: StepProps) {
  const took = Math.max((endedAt ?? now) - startedAt, 0);
  const percent = (ms: number): string => `${(Math.max(ms, 0) / total) * 100}%`;
  const state = hasFailed ? 'bad' : endedAt === undefined ? 'busy' : 'good';
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        {service === undefined || title.includes(service) ? title : `${service}: ${title}`}
      </th>
      <td role="cell" data-label="When">
        <svg class={`bar ${state}`} aria-hidden="true">
          <rect x={percent(startedAt - began)} width={percent(Math.max(took, total / 200))} y="0" height="100%" />
        </svg>
        <span class="unseen">from {duration(startedAt - began)}</span>
      </td>
      <td role="cell" data-label="Took">
        {duration(took)}
        {hasFailed ? ', failed' : ''}
        {endedAt === undefined ? ' so far' : ''}
      </td>
      <td role="cell" data-label="Waited for">
        {waitedFor ?? ''}
      </td>
    </tr>
  );
}
