import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeUpWorkspace } from '../../test/helpers/made-up-stack.ts';
import { stackValues } from '../../test/helpers/stack-values.ts';
import type { Config } from '../model/config.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { ownService, splitWords } from './own-service.ts';

const values = stackValues('/world');

type Settings = NonNullable<Parameters<typeof madeUpWorkspace>[0]>['services'];

const own = (settings: NonNullable<Settings>[string]): ServiceDefinition => {
  const { services }: Config = madeUpWorkspace({ services: { bot: settings } }).config;
  if (!services['bot']) throw new Error('the settings have no bot');
  return ownService('bot', services['bot'], '/world');
};

describe('splitWords', () => {
  it.each([
    ['node bot.js', ['node', 'bot.js']],
    ['  node \t bot.js ', ['node', 'bot.js']],
    ['node "my bot.js"', ['node', 'my bot.js']],
    [`say 'he said "yes"'`, ['say', 'he said "yes"']],
    [`say "it's so"`, ['say', "it's so"]],
    ['--name="my bot" x', ['--name=my bot', 'x']],
    ['say ""', ['say', '']],
    ['say $HOME > a|b;c', ['say', '$HOME', '>', 'a|b;c']],
    ['', []],
  ])('reads %j as %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it('gives back any words that were quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string().map((word) => word.replaceAll('"', ''))), (words) => {
        expect(splitWords(words.map((word) => `"${word}"`).join(' '))).toEqual(words);
      }),
    );
  });
});

describe('ownService', () => {
  it('runs the command in the workspace', () => {
    expect(own({ command: 'node bot.js' }).launch?.(values)).toEqual({
      kind: 'command',
      command: { program: 'node', args: ['bot.js'], cwd: '/world' },
    });
  });

  it('takes a list of words as it is', () => {
    expect(own({ command: ['node', 'my bot.js'] }).launch?.(values)).toMatchObject({
      command: { program: 'node', args: ['my bot.js'] },
    });
  });

  it.each([
    ['bot', '/world/bot'],
    ['./bot', '/world/bot'],
    ['/srv/bot', '/srv/bot'],
  ])('runs in %s as %s', (cwd, folder) => {
    expect(own({ command: 'node', cwd }).launch?.(values)).toMatchObject({ command: { cwd: folder } });
  });

  it('starts when what it needs is ready', () => {
    expect(own({ command: 'node', needs: ['web'] }).needs).toEqual([{ service: 'web', until: 'ready' }]);
  });

  it('is ready when all that is asked for holds', () => {
    const ready = { http: 'http://localhost:1/', tcp: 1, log: 'up!', command: ['test', '-e', 'file'] };
    expect(own({ command: 'node', ready }).readiness?.(values).probes).toEqual([
      { kind: 'log-line', pattern: /up!/ },
      { kind: 'tcp', port: 1 },
      { kind: 'http', url: 'http://localhost:1/', expectStatus: [] },
      { kind: 'command', command: ['test', '-e', 'file'], cwd: '/world' },
    ]);
  });

  it('is ready at once when nothing is asked for', () => {
    expect(own({ command: 'node' }).readiness?.(values).probes).toEqual([]);
  });
});
