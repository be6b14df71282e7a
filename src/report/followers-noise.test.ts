import { describe, expect, it } from 'vitest';
import type { Life } from '../model/life.ts';
import type { Plan } from '../model/step.ts';
import { FollowersNoise } from './followers-noise.ts';

const launch = (service: string, stopAfter: readonly string[], noise?: RegExp): Plan['steps'][number] =>
  ({ id: service, title: service, service, after: [], action: { kind: 'launch', launch: { stopAfter, noise } } }) as
    // Of a launch nothing else is looked at.
    unknown as Plan['steps'][number];

const ready: Life = { phase: 'ready', errors: 0, isRebuilding: false };
const crashed: Life = { phase: 'crashed', exit: { code: 1, signal: undefined }, againInMs: 0 };

/** `store` is used by `server`, and that by `page`; `media` uses nobody. */
function stack(): FollowersNoise {
  const noise = new FollowersNoise();
  noise.learn({
    notices: [],
    steps: [launch('store', ['server']), launch('server', ['page']), launch('page', [], /held/), launch('media', [])],
  });
  for (const service of ['store', 'server', 'page', 'media']) noise.onPhase(service, ready);
  return noise;
}

const shown = (noise: FollowersNoise, service: string, text: string): string => {
  const bytes = noise.sift({ kind: 'log-block', service, stream: 'stdout', bytes: Buffer.from(text), at: 1 });
  return bytes ? Buffer.from(bytes).toString() : '';
};

const shouts = '[error] no connection\n    at pool\n[info] fine\n[error] again\n[error] and again\n';

describe('when a service falls', () => {
  it('the first words of those that use it stand under it, and the rest is counted', () => {
    const noise = stack();
    noise.onPhase('store', crashed);
    expect(shown(noise, 'server', shouts)).toBe(
      '↳ [error] no connection\n↳     at pool\n[info] fine\n↳ [error] again\n',
    );
    expect(shown(noise, 'server', '[error] still\n')).toBe('');
    expect(noise.onPhase('store', { phase: 'starting' })).toEqual([]);
    expect(noise.onPhase('store', ready)).toEqual(['server: 2 more lines while store was down (metaton logs server)']);
    expect(shown(noise, 'server', shouts)).toBe(shouts);
  });

  it('those that use it through others are followers, too', () => {
    const noise = stack();
    noise.onPhase('store', crashed);
    expect(shown(noise, 'page', '[error] a\n')).toBe('↳ [error] a\n');
  });

  it('nobody else is kept quiet, nor the fallen service itself', () => {
    const noise = stack();
    noise.onPhase('server', crashed);
    expect(shown(noise, 'media', shouts)).toBe(shouts);
    expect(shown(noise, 'store', shouts)).toBe(shouts);
    expect(shown(noise, 'server', shouts)).toBe(shouts);
  });

  it('the noise lasts as long as anyone is down', () => {
    const noise = stack();
    noise.onPhase('store', crashed);
    noise.onPhase('server', crashed);
    shown(noise, 'page', shouts);
    expect(noise.onPhase('store', ready)).toEqual([]);
    expect(noise.onPhase('server', ready)).toEqual(['page: 1 more line while server was down (metaton logs page)']);
  });
});

describe('before a service was ever ready', () => {
  it('nobody is kept quiet for its sake', () => {
    const noise = new FollowersNoise();
    noise.learn({ notices: [], steps: [launch('store', ['server']), launch('server', [])] });
    noise.onPhase('store', { phase: 'starting' });
    expect(shown(noise, 'server', shouts)).toBe(shouts);
  });
});

describe('a line that is repeated', () => {
  it('is shown once in each phase', () => {
    const noise = stack();
    expect(shown(noise, 'page', 'held /a\nheld /b\nother\n')).toBe('held /a\nother\n');
    expect(shown(noise, 'page', 'held /c\n')).toBe('');
    noise.onPhase('page', ready);
    expect(shown(noise, 'page', 'held /d\n')).toBe('held /d\n');
  });
});
