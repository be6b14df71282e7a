import { describe, expect, it } from 'vitest';
import type { Event } from '../model/event.ts';
import type { Report } from '../model/session.ts';
import { makeJsonReport } from './json.ts';

/** All that is written while the report is told something, a parsed line each. */
const written = (isStream: boolean, tell: (report: Report) => void): readonly unknown[] => {
  let text = '';
  tell(
    makeJsonReport((part) => {
      text += part;
    }, isStream),
  );
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
};

const problem = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] } as const;
const log = (text: string): Event => ({
  kind: 'log-block',
  service: 'web',
  stream: 'stdout',
  bytes: new TextEncoder().encode(text),
  at: 1,
});

describe('the report for programs', () => {
  it('is one line an event, with the version of its schema', () => {
    const event: Event = {
      kind: 'service-phase',
      service: 'web',
      phase: 'ready',
      errors: 0,
      isRebuilding: false,
      at: 1,
    };
    const lines = written(true, (report) => {
      report.event(event);
      report.event({ kind: 'step-failed', step: 'a', problem, at: 2 });
    });
    expect(lines).toEqual([
      { schemaVersion: 1, ...event },
      { schemaVersion: 1, kind: 'step-failed', step: 'a', problem, at: 2 },
    ]);
  });

  it('has output as lines, the empty ones and the spaces too', () => {
    const lines = written(true, ({ event }) => {
      event(log('a  \n\nb \n\n'));
      event(log('\n'));
    });
    expect(lines).toMatchObject([{ lines: ['a  ', '', 'b ', ''] }, { lines: [''] }]);
  });

  it('has no events and no plans where a command answers with one document', () => {
    const plan = { steps: [], notices: [] };
    const tell = (report: Report): void => {
      report.event(log('a\n'));
      report.plan(plan);
      report.document({ kind: 'answer' });
    };
    expect(written(false, tell)).toEqual([{ schemaVersion: 1, kind: 'answer' }]);
    expect(written(true, tell)).toHaveLength(3);
  });

  it('has the steps of a plan without what they do, where passwords may stand', () => {
    const lines = written(true, ({ plan }) => {
      plan({
        steps: [
          {
            id: 'a',
            title: 'Do a',
            service: 'web',
            after: [],
            action: { kind: 'ensure-role', url: 'u', name: 'n', password: 'hush' },
          },
        ],
        notices: [],
      });
    });
    expect(lines).toMatchObject([{ schemaVersion: 1, kind: 'plan', steps: [{ id: 'a', title: 'Do a', after: [] }] }]);
    expect(JSON.stringify(lines)).not.toContain('hush');
  });

  it('has the words of an underlying error, and nothing else of it', () => {
    const lines = written(false, (report) => {
      report.problem({ ...problem, cause: new Error('underneath') });
      report.problem({ ...problem, cause: { secret: 'hush' } });
    });
    expect(lines).toMatchObject([{ problem: { cause: 'underneath' } }, { problem: { cause: 'unknown' } }]);
  });

  it('says nothing that is for people only', () => {
    expect(
      written(true, ({ text, note }) => {
        text('hello');
        note('by the way');
      }),
    ).toEqual([]);
  });

  it('has the summary without the plan', () => {
    const lines = written(false, ({ summary }) => {
      summary({
        plan: { steps: [], notices: [] },
        services: [{ name: 'web', urls: [] }],
        verdicts: [],
        lan: undefined,
      });
    });
    expect(lines).toEqual([{ schemaVersion: 1, kind: 'summary', services: [{ name: 'web', urls: [] }], verdicts: [] }]);
  });
});
