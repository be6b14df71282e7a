import { describe, expect, it } from 'vitest';
import { madeUpService } from '../../test/helpers/made-up-stack.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import type { Launch, Plan, Step } from '../model/step.ts';
import { judgeChange } from './judge-change.ts';

const launch = (level: string, noise?: RegExp): Launch =>
  ({ run: { kind: 'command', command: { program: 'x', env: { LEVEL: level } } }, noise }) as
    // Of a launch nothing is looked at but that it differs.
    unknown as Launch;

const step = (service: string, action: Step['action']): Step => ({
  id: service,
  title: service,
  service,
  after: [],
  action,
});
const fresh = (...steps: readonly Step[]): Plan => ({ notices: [], steps });
const starts = (service: string, how: Launch): Step => step(service, { kind: 'launch', launch: how });
const settings = { kind: 'settings', file: 'metaton.yaml' } as const;

describe('changed settings', () => {
  const running = new Map([
    ['web', launch('1', /a/)],
    ['store', launch('1')],
  ]);

  it.each([
    ['that change nothing', [starts('web', launch('1', /a/))], 'metaton.yaml changed; what runs is not affected'],
    [
      'of a service that runs',
      [starts('web', launch('2', /a/)), starts('store', launch('1'))],
      'metaton.yaml changed. To apply it: metaton restart web',
    ],
    [
      'of services old and new',
      [starts('web', launch('1', /b/)), starts('store', launch('2')), starts('bot', launch('1'))],
      'metaton.yaml changed. To apply it: metaton restart web store, and metaton up bot',
    ],
  ] as const)('%s', (_, steps, sentence) => {
    expect(judgeChange(settings, running, fresh(...steps))).toBe(sentence);
  });
});

const web: ServiceDefinition = madeUpService('web', {
  source: {
    kind: 'checkout',
    repositories: { 'ton-con': { url: 'a' }, 'hubs-foundation': { url: 'b' } },
    marks: [],
    install: { commands: [['npm', 'ci']], produces: 'node_modules', lock: 'package-lock.json' },
  },
});
const running = new Map([['web', launch('1')]]);

describe('a changed lockfile', () => {
  const lock = { kind: 'lock', file: 'package-lock.json', service: web, folder: '/world/web' } as const;

  it('is applied by installing', () => {
    expect(judgeChange(lock, running, fresh())).toBe(
      'package-lock.json of web changed. To apply it: npm ci in /world/web, then metaton restart web',
    );
  });

  it('of a service that does not run is nobody’s business', () => {
    expect(judgeChange(lock, new Map(), fresh())).toBeUndefined();
  });
});

describe('a changed file that is patched', () => {
  const patched = { kind: 'patched', file: 'config.js', service: web } as const;
  const patch = (file: string): Step =>
    step('web', {
      kind: 'apply-patches',
      state: '/s',
      patches: {
        service: 'web',
        checkout: '/world/web',
        era: 'only',
        copies: [],
        withdrawn: [],
        remarks: [],
        files: [{ file, before: 'a', after: 'b', original: 'a', patches: ['p'] }],
      },
    });

  it('that lost its patches gets them back by a restart', () => {
    expect(judgeChange(patched, running, fresh(patch('config.js')))).toBe(
      'config.js of web changed and lacks its patches. To apply them: metaton restart web',
    );
  });

  it('that still has them, or another, is nobody’s business', () => {
    expect(judgeChange(patched, running, fresh())).toBeUndefined();
    expect(judgeChange(patched, running, fresh(patch('other.js')))).toBeUndefined();
  });
});
