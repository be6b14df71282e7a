import { describe, expect, it } from 'vitest';
import { madeUpInstallation, madeUpService, madeUpWorkspace } from '../../test/helpers/made-up-stack.ts';
import { stackValues } from '../../test/helpers/stack-values.ts';
import { shellEnvironment } from './shell-environment.ts';

const command = { program: 'node', args: [], env: { QUIET: '1' } };
const web = madeUpService('web', {
  launch: () => ({ kind: 'command', command }),
  environment: () => ({ HOST: 'localhost', KEY: { file: '/key' } }),
  scrub: ['HOST', 'PORT', 'PG*'],
});
const ground = {
  values: stackValues('/world'),
  workspace: madeUpWorkspace({ services: { web: { env: { HOST: 'mine' }, runtime: 'node16/bin' } } }),
  installation: madeUpInstallation,
  facts: { checkouts: new Map(), runtimes: new Map() },
};

describe('what a service is started with by hand', () => {
  it("is its environment under the user's own, less what is for a process without a terminal", () => {
    expect(shellEnvironment(web, ground)).toEqual({
      service: 'web',
      set: { HOST: 'mine', KEY: { file: '/key' } },
      unset: ['PORT', 'PG*'],
      path: ['/world/node16/bin', '/opt/node/bin'],
    });
  });

  it('is nothing for what is no command', () => {
    const store = madeUpService('store', { launch: () => ({ kind: 'postgres', cluster: '/world/store' }) });
    expect([shellEnvironment(store, ground), shellEnvironment(madeUpService('task'), ground)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
