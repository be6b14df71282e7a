import { describe, expect, it } from 'vitest';
import { ended, fakeMachine, type GivenMachine } from '../../test/helpers/fake-machine.ts';
import type { Machine } from '../model/machine.ts';
import { ok, ProblemError, type Result } from '../model/problem.ts';
import type { Action, Step } from '../model/step.ts';
import { InstallSlots } from './install-slots.ts';
import { FailureMatcher } from './match-failures.ts';
import { runAction, type Done } from './run-action.ts';
import { Supervisor } from './supervise.ts';
import { Turns } from './turns.ts';

const failures = new FailureMatcher([]);

const command = { program: 'npm', args: ['ci'], cwd: '/', env: {}, path: [], scrub: [] };
const install: Action = {
  kind: 'install',
  install: {
    service: 'web',
    commands: [command],
    record: { key: 'monday', file: '/state/web.json' },
    gitConfig: '/web/.git/config',
    memoryMiB: 0,
    timeoutMs: 1000,
  },
};
const problem = { code: 'no-luck', summary: 'No luck.', fixes: ['Try again.'] } as const;

const act = (
  action: Action,
  machine: Machine,
  service?: string,
  signal = new AbortController().signal,
  later?: Action,
) => {
  const step: Step = { id: 'x:step', title: 'Do it', service, after: [], action };
  const supervisor = new Supervisor({
    machine,
    start: (_, command) => machine.processes.start(command),
    emit: () => undefined,
    authorityFile: '',
    failures,
    onProblem: () => undefined,
    onChange: () => undefined,
  });
  const ground = {
    machine,
    supervisor,
    authorityFile: '',
    failures,
    signal,
    turns: new Turns(),
    slots: new InstallSlots(machine),
  };
  return runAction(step, { ...ground, later: () => Promise.resolve(ok(later)) }, () => undefined);
};

const throwing = (error: Error): GivenMachine => ({ run: () => Promise.reject(error) });

const authority = { authorityFolder: '/a', authorityMaker: 'metaton' } as const;

describe('an action done twice', () => {
  const twice = async (action: Action, machine: Machine): Promise<readonly Result<Done>[]> => [
    await act(action, machine),
    await act(action, machine),
  ];
  const once = [
    { ok: true, value: { didChange: true } },
    { ok: true, value: { didChange: false } },
  ];

  it('makes a folder once', async () => {
    expect(await twice({ kind: 'make-folder', path: '/folder', mode: 0o700 }, fakeMachine())).toEqual(once);
  });

  it('writes a file once', async () => {
    const machine = fakeMachine();
    expect(await twice({ kind: 'write-file', path: '/file', text: 'text', mode: 0o600 }, machine)).toEqual(once);
    expect([await machine.files.read('/file'), await machine.files.mode('/file')]).toEqual(['text', 0o600]);
  });

  it('writes a file again whose mode is another', async () => {
    const machine = fakeMachine({ files: { '/file': 'text' } });
    expect(await twice({ kind: 'write-file', path: '/file', text: 'text', mode: 0o600 }, machine)).toEqual(once);
    expect(await machine.files.mode('/file')).toBe(0o600);
  });

  it.each<[Action, GivenMachine]>([
    [
      { kind: 'make-authority', authority, hosts: [] },
      { certificates: { ensureAuthority: () => Promise.resolve(false) } },
    ],
    [
      { kind: 'issue-certificate', authority, hosts: [], into: '/b' },
      { certificates: { ensureLeaf: () => Promise.resolve(false) } },
    ],
    [{ kind: 'make-perms-keys', into: '/b' }, { certificates: { ensurePermsKeys: () => Promise.resolve(false) } }],
    [
      { kind: 'ensure-role', url: 'u', name: 'n', password: 'p' },
      { database: { ensureRole: () => Promise.resolve(false) } },
    ],
    [{ kind: 'ensure-database', url: 'u', name: 'n' }, { database: { ensureDatabase: () => Promise.resolve(false) } }],
  ])('says so: $kind', async (action, already) => {
    expect([await act(action, fakeMachine()), await act(action, fakeMachine(already))]).toEqual(once);
  });

  it('passes on what preparing the cluster remarks', async () => {
    const remark = 'the data lives elsewhere';
    const prepareCluster = () => Promise.resolve({ didCreate: false, remark });
    const action: Action = { kind: 'prepare-cluster', cluster: '/c', password: 'p' };
    expect(await act(action, fakeMachine({ database: { prepareCluster } }))).toEqual({
      ok: true,
      value: { didChange: false, remark },
    });
    expect(await act(action, fakeMachine())).toEqual({ ok: true, value: { didChange: true } });
  });
});

describe('a program that ends badly', () => {
  const failing: GivenMachine = { run: () => Promise.resolve({ exit: ended(3), output: 'why\n' }) };

  it('is a Problem with its last words', async () => {
    expect(await act(install, fakeMachine(failing), 'web')).toMatchObject({
      problems: [{ code: 'install-failed', service: 'web', evidence: 'why' }],
    });
  });

  it('is none when it was called off', async () => {
    expect(await act(install, fakeMachine(failing), 'web', AbortSignal.abort())).toMatchObject({ ok: true });
  });
});

describe('waiting for what is not ours', () => {
  const action: Action = { kind: 'wait-for', readiness: { probes: [{ kind: 'tcp', port: 1 }], withinMs: 2000 } };

  it('succeeds when it answers', async () => {
    expect(await act(action, fakeMachine({ network: { connect: () => Promise.resolve() } }))).toMatchObject({
      ok: true,
    });
  });

  it('is a Problem when it never does', async () => {
    expect(await act(action, fakeMachine(), 'store')).toMatchObject({
      problems: [{ code: 'service-not-ready', summary: 'store was not ready within 2 s.' }],
    });
  });
});

describe('what is thrown', () => {
  it('is its Problem, of the service of the step, when it carries one', async () => {
    expect(await act(install, fakeMachine(throwing(new ProblemError(problem))), 'web')).toEqual({
      ok: false,
      problems: [{ ...problem, service: 'web' }],
    });
    expect(await act(install, fakeMachine(throwing(new ProblemError(problem))))).toEqual({
      ok: false,
      problems: [problem],
    });
  });

  it('is a Problem when the machine refuses', async () => {
    const refused = new Error('EACCES: permission denied');
    expect(await act(install, fakeMachine(throwing(refused)), 'web')).toMatchObject({
      problems: [{ code: 'step-failed', service: 'web', evidence: 'EACCES: permission denied', cause: refused }],
    });
  });

  it.each([new TypeError('x'), new ReferenceError('x'), new RangeError('x')])(
    'stays thrown when it is a mistake of our own: %s',
    async (mistake) => {
      await expect(act(install, fakeMachine(throwing(mistake)))).rejects.toBe(mistake);
    },
  );
});
