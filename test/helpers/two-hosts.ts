/** Two hosts in one network, made of network namespaces: root on Linux only. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One of the two. */
export interface NetworkHost {
  readonly address: string;
  /** A program that runs its arguments under Node there. */
  readonly node: string;
  /** What the program prints that is run there; its standard input is what is given. */
  readonly run: (program: string, args: readonly string[], input?: string) => string;
}

/** The two, until they are disposed of. */
export interface TwoHosts extends Disposable {
  readonly stack: NetworkHost;
  readonly device: NetworkHost;
  /** The stack's host loses its address, or gets it back. */
  readonly loseAddress: () => void;
  readonly regainAddress: () => void;
}

/** Whether they can be made here. */
export const canMakeHosts = (): boolean =>
  process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('ip', ['netns', 'list']).status === 0;

const ip = (...words: readonly string[]): void => void execFileSync('ip', words, { stdio: 'pipe' });

/** `folder` takes the programs that run things there. */
export function makeHosts(folder: string): TwoHosts {
  const [stack, device] = [`metaton-stack-${process.pid}`, `metaton-device-${process.pid}`];
  const addresses = { [stack]: '10.77.0.1', [device]: '10.77.0.2' };
  for (const name of [stack, device]) {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
  }
  ip('link', 'add', 'eth0', 'netns', stack, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', device);
  for (const [name, address] of Object.entries(addresses)) {
    ip('-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', name, 'link', 'set', 'eth0', 'up');
  }
  const hostOf = (name: string): NetworkHost => {
    const node = path.join(folder, name);
    writeFileSync(node, `#!/bin/sh\nexec ip netns exec ${name} '${process.execPath}' "$@"\n`);
    chmodSync(node, 0o755);
    return {
      address: addresses[name] ?? '',
      node,
      run: (program, args, input) =>
        execFileSync('ip', ['netns', 'exec', name, program, ...args], { encoding: 'utf8', input, stdio: 'pipe' }),
    };
  };
  return {
    stack: hostOf(stack),
    device: hostOf(device),
    loseAddress: () => {
      ip('-n', stack, 'address', 'del', '10.77.0.1/24', 'dev', 'eth0');
    },
    regainAddress: () => {
      ip('-n', stack, 'address', 'add', '10.77.0.1/24', 'dev', 'eth0');
    },
    [Symbol.dispose]: () => {
      for (const name of [stack, device]) spawnSync('ip', ['netns', 'delete', name]);
    },
  };
}
