import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { madeUpWorkspace } from '../../test/helpers/made-up-stack.ts';
import { stackValues } from '../../test/helpers/stack-values.ts';
import type { Check, CheckGround, Finding } from '../model/check.ts';
import { ProblemError } from '../model/problem.ts';
import { examine } from './examine.ts';

const groundOf = (machine = fakeMachine()): CheckGround => ({
  machine,
  workspace: madeUpWorkspace(),
  services: [],
  values: stackValues('/world'),
  facts: {
    portHolders: new Map(),
    stacksAt: new Map(),
    checkouts: new Map(),
    recorded: new Map(),
    missingMarks: new Map(),
    openssl: new Map(),
    installed: new Set(),
    lockPrints: new Map(),
    installs: new Map(),
    runtimes: new Map(),
    locked: new Map(),
    leftovers: [],
    leftoverPostgres: undefined,
    lastMigration: undefined,
    runner: undefined,
  },
  patches: [],
});

const problem = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] } as const;
const pass: Finding = { status: 'pass', note: 'fine' };
const check = (id: string, finding: Finding, ...needs: string[]): Check => ({
  id,
  title: id,
  needs,
  examine: () => Promise.resolve(finding),
});

const findings = async (checks: readonly Check[], ground = groundOf()): Promise<readonly Finding[]> =>
  (await examine(checks, ground)).map(({ finding }) => finding);

describe('the doctor', () => {
  it('answers in the order of the checks', async () => {
    const answers = await examine([check('b', pass), check('a', { status: 'skip', because: 'no need' })], groundOf());
    expect(answers.map(({ check: { id }, finding: { status } }) => [id, status])).toEqual([
      ['b', 'pass'],
      ['a', 'skip'],
    ]);
  });

  it('skips what rests on a failure, and what rests on that', async () => {
    const checks = [check('a', { status: 'fail', problem }), check('b', pass, 'a'), check('c', pass, 'b')];
    expect((await findings(checks)).slice(1)).toEqual([
      { status: 'skip', because: 'it rests on a' },
      { status: 'skip', because: 'it rests on b' },
    ]);
  });

  it('goes on after a warning, and without a check that is not asked', async () => {
    expect(await findings([check('a', { status: 'warn', problem }), check('b', pass, 'a', 'elsewhere')])).toEqual([
      { status: 'warn', problem },
      pass,
    ]);
  });

  it('fails a check that throws, with its Problem where it has one', async () => {
    const throwing = (error: Error): Check => ({ ...check('a', pass), examine: () => Promise.reject(error) });
    expect(
      await findings([throwing(new Error('EACCES')), throwing(new ProblemError(problem))].slice(0, 1)),
    ).toMatchObject([{ status: 'fail', problem: { code: 'check-failed', evidence: 'EACCES' } }]);
    expect(await findings([throwing(new ProblemError(problem))])).toEqual([{ status: 'fail', problem }]);
  });

  it('gives up on a check after two seconds, and asks all at once', async () => {
    const machine = fakeMachine();
    const taking = (id: string, ms: number): Check => ({
      ...check(id, pass),
      examine: () => machine.clock.sleep(ms).then(() => pass),
    });
    const answers = await examine([taking('a', 1999), taking('b', 5000), taking('c', 1000)], groundOf(machine));
    expect(answers).toMatchObject([
      { finding: pass, durationMs: 1999 },
      { finding: { status: 'fail', problem: { code: 'check-too-slow' } }, durationMs: 2000 },
      { finding: pass, durationMs: 1000 },
    ]);
  });
});
