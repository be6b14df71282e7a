import { describe, expect, it } from 'vitest';
import type { ServiceStatus } from '../model/control.ts';
import { notReady, statusText } from './status-text.ts';

const status = (service: string, more: Partial<ServiceStatus>): ServiceStatus => ({
  service,
  life: { phase: 'ready', errors: 0, isRebuilding: false },
  since: 5_000,
  pid: undefined,
  startedAt: undefined,
  restarts: 0,
  ports: [],
  url: undefined,
  ...more,
});

const web = status('web', {
  pid: 812,
  startedAt: 1_000,
  restarts: 2,
  ports: [8080, 8081],
  url: 'https://localhost:8080',
});

describe('a stack in a table', () => {
  it('has all that is known of a service, and nothing of what is not', () => {
    const idle = status('idle', { life: { phase: 'waiting', needs: ['web'] } });
    const [, first, second] = statusText([{ ...web, cpuPercent: 12.4, memoryMiB: 99.6 }, idle], 61_000).split('\n');
    expect(first?.split(/ {2,}/)).toEqual([
      'web',
      'ready',
      '812',
      '8080 8081',
      '1 min 0 s',
      '2',
      '12 %',
      '100 MiB',
      'https://localhost:8080',
    ]);
    expect(second?.split(/ {2,}/)).toEqual(['idle', 'waiting for web', '0']);
  });
});

describe('what is not ready', () => {
  it('is whatever neither answers nor has done its work', () => {
    const done = { code: 0, signal: undefined };
    expect(
      notReady([
        web,
        status('task', { life: { phase: 'stopped', exit: done } }),
        status('left', { life: { phase: 'stopped' } }),
        status('right', { life: { phase: 'crashed', exit: done } }),
      ]),
    ).toEqual(['left (stopped)', 'right (crashed)']);
  });

  it('is everything while a stack is only about to begin', () => {
    expect(notReady([])).toEqual(['nothing has begun yet']);
  });
});
