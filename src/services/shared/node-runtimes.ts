/** The Nodes of upstream's own builds, by era; the newest of each major that there is. */
import type { CheckoutSnapshot } from '../../model/patch.ts';
import type { NodeRuntime } from '../../model/toolchain.ts';

/** By major: 16 is that of 2022, and of Spoke to this day, 18 that of today's dialog, 22 that of today's hubs. */
export const nodeRuntimes = {
  16: { kind: 'node', version: '16.20.2', npm: '8.19.4' },
  18: { kind: 'node', version: '18.20.8', npm: '10.8.2' },
  22: { kind: 'node', version: '22.23.3', npm: '10.9.9' },
} as const satisfies Readonly<Record<number, NodeRuntime>>;

/** Lockfiles of this form came with npm 9: code from before then has an older one. */
export const hasLockfile3 = ({ text }: CheckoutSnapshot): boolean =>
  /^\s*"lockfileVersion":\s*3\b/m.test(text('package-lock.json') ?? '');

/** What is true of every era that comes last. */
export const always = (): boolean => true;
