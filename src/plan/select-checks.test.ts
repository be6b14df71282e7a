import { describe, expect, it } from 'vitest';
import type { Check } from '../model/check.ts';
import { selectChecks } from './select-checks.ts';

const check = (id: string, ...needs: string[]): Check => ({
  id,
  title: id,
  why: id,
  needs,
  isOnline: false,
  about: 'machine',
  examine: () => Promise.resolve({ status: 'pass', note: '' }),
});
const all = [
  check('cert.ca'),
  check('cert.leaf', 'cert.ca'),
  check('db.reachable'),
  check('db.schema', 'db.reachable'),
];

const ids = (only: readonly string[], skip: readonly string[] = []): readonly string[] => {
  const selected = selectChecks(all, { only, skip });
  return selected.ok ? selected.value.map(({ id }) => id) : [];
};

describe('the checks that a user means', () => {
  it('are all where nothing is said', () => {
    expect(ids([])).toEqual(['cert.ca', 'cert.leaf', 'db.reachable', 'db.schema']);
  });

  it('are those named and what they rest on', () => {
    expect(ids(['db.schema'])).toEqual(['db.reachable', 'db.schema']);
  });

  it('may be named by their group', () => {
    expect(ids(['cert'])).toEqual(['cert.ca', 'cert.leaf']);
    expect(ids([], ['cert', 'db.schema'])).toEqual(['db.reachable']);
  });

  it('are without what is skipped, though others rest on it', () => {
    expect(ids(['db.schema'], ['db.reachable'])).toEqual(['db.schema']);
  });

  it('must be known: the nearest is named', () => {
    expect(selectChecks(all, { only: ['db.shema', 'nobody'], skip: [] })).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'check-unknown',
          evidence: 'db.shema\nnobody',
          isUsage: true,
          fixes: [expect.stringContaining('db.schema'), expect.stringContaining('--list')],
        },
      ],
    });
  });
});
