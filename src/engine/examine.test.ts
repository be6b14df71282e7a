import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { stackValues } from '../../test/helpers/stack-values.ts';
import { madeUpInstallation, madeUpWorkspace } from '../../test/helpers/made-up-stack.ts';
import type { Check, Finding } from '../model/check.ts';
import { ProblemError } from '../model/problem.ts';
import { examine, type ExamineGround } from './examine.ts';

const groundOf = (machine = fakeMachine()): ExamineGround => {
  const here = { machine, installation: madeUpInstallation, environment: {}, signal: new AbortController().signal };
  return {
    here,
    isOffline: false,
    workspace: {
      ...here,
      workspace: madeUpWorkspace(),
      services: [],
      values: stackValues('/world'),
      facts: {
        portHolders: new Map(),
        stacksAt: new Map(),
        checkouts: new Map(),
        recorded: new Map(),
        journalProblems: [],
        openssl: new Map(),
        missingMarks: new Map(),
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
      patchProblems: [],
      surroundings: () => ({ path: [], scrub: [] }),
      install: () => undefined,
    },
  };
};

const problem = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] } as const;
const defect = (status: 'warn' | 'fail'): Finding => ({ status, summary: 'No luck.', fix: { text: 'Try again.' } });
const pass: Finding = { status: 'pass', note: 'fine' };
const check = (id: string, finding: Finding, ...needs: string[]): Check => ({
  id,
  title: id,
  why: id,
  needs,
  isOnline: false,
  about: 'workspace',
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
    const checks = [check('a', defect('fail')), check('b', pass, 'a'), check('c', pass, 'b')];
    expect((await findings(checks)).slice(1)).toEqual([
      { status: 'skip', because: 'it needs a' },
      { status: 'skip', because: 'it needs b' },
    ]);
  });

  it('goes on after a warning, and without a check that is not asked', async () => {
    expect(await findings([check('a', defect('warn')), check('b', pass, 'a', 'elsewhere')])).toEqual([
      defect('warn'),
      pass,
    ]);
  });

  it('fails a check that throws, with the words of its Problem where it has one', async () => {
    const throwing = (error: Error): Check => ({ ...check('a', pass), examine: () => Promise.reject(error) });
    expect(await findings([throwing(new Error('EACCES'))])).toMatchObject([
      { status: 'fail', summary: 'The check a could not be made.', detail: 'EACCES' },
    ]);
    expect(await findings([throwing(new ProblemError(problem))])).toMatchObject([defect('fail')]);
  });

  it('asks the machine where there is no workspace, and nobody else where there is no network', async () => {
    const machineCheck: Check = { ...check('b', pass), about: 'machine', examine: () => Promise.resolve(pass) };
    const checks = [check('a', pass), machineCheck, { ...machineCheck, id: 'c', isOnline: true }];
    expect(await findings(checks, { ...groundOf(), workspace: undefined, isOffline: true })).toEqual([
      { status: 'skip', because: 'it needs a workspace' },
      pass,
      { status: 'skip', because: 'it needs the network' },
    ]);
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
      { finding: { status: 'skip', because: 'b had no answer within 2 s' }, durationMs: 2000 },
      { finding: pass, durationMs: 1000 },
    ]);
  });
});
