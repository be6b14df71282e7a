import { expect, test } from 'vitest';
import { shareOf, sizingOf } from './sizing.ts';

const many = sizingOf({ instance: 'c5.2xlarge', vcpu: 8, app: 4, stream: 4 });
const one = sizingOf({ instance: 'c5.2xlarge', vcpu: 8, app: 1, stream: 0 });

test('an app server has room for two of what grows with those who are there, and for the database', () => {
  const [app, database] = [shareOf('app', many), shareOf('database', many)];
  expect(2 * app.milliCpu + database.milliCpu).toBeLessThanOrEqual(8000);
  expect(2 * app.memoryMiB + database.memoryMiB).toBeLessThanOrEqual(8 * 2048);
  // All copies that the autoscaler may make fit on the app servers.
  expect(many.mostApp).toBe(2 * many.servers.app);
});

test('a streaming server is for one that streams, but for a tenth', () => {
  expect(shareOf('stream', many)).toEqual({ copies: 4, milliCpu: 7200, memoryMiB: 14_720 });
});

test('one server holds one of each, little ones beside them', () => {
  const shares = (['app', 'stream', 'database'] as const).map((grows) => shareOf(grows, one));
  expect(shares.map(({ copies }) => copies)).toEqual([1, 1, 1]);
  const little = 4 * shareOf('little', one).milliCpu;
  expect(shares.reduce((sum, { milliCpu }) => sum + milliCpu, little)).toBeLessThanOrEqual(8000);
  expect(one.mostApp).toBe(1);
});
