import { describe, expect, it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import type { RemoteStack } from '../model/control.ts';
import type { LivingProcess, Machine } from '../model/machine.ts';
import { whatIsLeft, whatRuns } from './what-runs.ts';

const living = (pid: number, identity: string): LivingProcess => ({ pid, group: pid, identity, command: `web ${pid}` });

const [metaton, service, stray] = [living(812, 'metaton'), living(900, 'web'), living(901, 'stray')];

const stack = {
  about: { pid: 812, tag: 'tag', workspace: '/world' },
  status: () => Promise.resolve([{ service: 'web', pid: 900, ports: [8080, 8081] }]),
} as unknown as RemoteStack;

/** A machine with these processes, of which those that strayed are known by their tag, and these held ports. */
const machineWith = (processes: readonly LivingProcess[], held: readonly number[] = []): Machine =>
  fakeMachine({
    processes: {
      look: (pid) => Promise.resolve(processes.find((one) => one.pid === pid)),
      members: (group) => Promise.resolve(processes.filter((one) => one.group === group)),
      tagged: () => Promise.resolve(processes.filter(({ identity }) => identity !== 'metaton')),
    },
    network: {
      portHolder: (port) =>
        Promise.resolve(
          held.includes(port) ? { pid: 900, description: 'pid 900 (web)', folder: undefined } : undefined,
        ),
    },
  });

const running = { processes: [metaton, service, stray], ports: [8080] };

describe('what there is to end', () => {
  it('is every process once, metaton and strays among them, and the ports that are held', async () => {
    expect(await whatRuns(stack, machineWith([metaton, service, stray], [8080]))).toEqual({
      processes: [metaton, service, stray],
      ports: [8080],
    });
  });
});

describe('what is left', () => {
  it('is nothing when all are gone', async () => {
    expect(await whatIsLeft(running, machineWith([]))).toEqual([]);
  });

  it('is not another process that was given the pid of one that is gone', async () => {
    expect(await whatIsLeft(running, machineWith([living(900, 'somebody else')]))).toEqual([]);
  });

  it('is named with pid and command, and with who holds a port', async () => {
    expect(await whatIsLeft(running, machineWith([stray], [8080]))).toEqual([
      'pid 901: web 901',
      'port 8080: pid 900 (web)',
    ]);
  });
});
