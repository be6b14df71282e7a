/** What the doctor has found, and what can be done about it. */
import { type DoctorCheck, type DoctorState, isSafeFix } from '../page-state.ts';

/** Its answers, and whom to tell what was pressed. */
export interface DoctorProps {
  readonly doctor: DoctorState;
  readonly isLive: boolean;
  readonly onExamine: () => void;
  readonly onMend: (id: string) => void;
}

const words = { pass: 'passed', warn: 'warning', fail: 'failed', skip: 'not asked' } as const;

const signs = { pass: '✓', warn: '!', fail: '✗', skip: '-' } as const;

/** Defects first; what passed, behind a summary. */
export function DoctorPanel({ doctor, isLive, onExamine, onMend }: DoctorProps) {
  const { phase, checks, failure, mending } = doctor;
  const isBusy = phase === 'asking' || phase === 'mending';
  const defects = checks.filter(({ status }) => status === 'fail' || status === 'warn');
  const others = checks.filter(({ status }) => status === 'pass' || status === 'skip');
  const isOff = isBusy || !isLive;
  return (
    <section aria-labelledby="doctor" data-doctor={phase}>
      <h2 id="doctor">Doctor</h2>
      <p role="status">{stateText(doctor)}</p>
      <button
        type="button"
        aria-disabled={isOff}
        onClick={() => {
          if (!isOff) onExamine();
        }}
      >
        Look again
      </button>
      {failure !== undefined && <p class="bad">{failure}</p>}
      <ul class="checks">
        {[...defects].sort(worstFirst).map((check) => (
          <li key={check.id} data-check={check.id} class={check.status}>
            <Defect check={check} />
            {isSafeFix(check) && (
              <button
                type="button"
                aria-disabled={isOff}
                onClick={() => {
                  if (!isOff) onMend(check.id);
                }}
              >
                {mending === check.id ? 'Fixing' : 'Fix'}
                <span class="unseen"> {check.title}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <details>
          <summary>{others.length} checks without a defect</summary>
          <ul class="checks">
            {others.map((check) => (
              <li key={check.id}>
                <CheckHead check={check} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const worstFirst = (one: DoctorCheck, other: DoctorCheck): number =>
  Number(other.status === 'fail') - Number(one.status === 'fail');

function stateText({ phase, checks, mending }: DoctorState): string {
  const count = (status: DoctorCheck['status']): number => checks.filter((check) => check.status === status).length;
  switch (phase) {
    case 'unasked':
      return 'The doctor looks as soon as the start is over.';
    case 'asking':
      return 'The doctor is looking.';
    case 'mending':
      return `Mending ${mending ?? ''}.`;
    case 'done':
      return `${count('fail')} failed, ${count('warn')} warnings, ${count('pass')} passed, ${count('skip')} not asked.`;
  }
}

const CheckHead = ({ check: { id, status, title, summary } }: { readonly check: DoctorCheck }) => (
  <>
    <span class={`state ${status}`}>
      <span aria-hidden="true">{signs[status]}</span> {words[status]}
    </span>{' '}
    <span class="name">{id}</span> {status === 'pass' || status === 'skip' ? `${title}: ${summary}` : summary}
  </>
);

const Defect = ({ check }: { readonly check: DoctorCheck }) => (
  <>
    <p>
      <CheckHead check={check} />
    </p>
    {check.detail !== null && (
      <pre tabIndex={0} role="region" aria-label={`What was seen for ${check.id}`}>
        {check.detail}
      </pre>
    )}
    {check.fix && (
      <p>
        {check.fix.text} {check.fix.command !== null && <code>{check.fix.command}</code>}
        {check.fix.needsRoot && ' (an administrator has to)'}
      </p>
    )}
  </>
);
