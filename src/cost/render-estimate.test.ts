import { describe, expect, test } from 'vitest';
import charts from '../../templates/cost/guide-2022.json' with { type: 'json' };
import type { Answer } from './answer-cost.ts';
import { answerCost } from './answer-cost.ts';
import { estimateDocument } from './estimate-document.ts';
import { parseCatalogue } from './parse-catalogue.ts';
import type { EventFlags } from './read-event.ts';
import { renderEstimate } from './render-estimate.ts';

const guide = parseCatalogue('guide-2022.json', JSON.stringify(charts));
if (!guide.ok) throw new Error(JSON.stringify(guide.problems));

const answer = (flags: EventFlags): Answer => {
  const result = answerCost({ users: '500', hours: '4', days: '2', ...flags }, guide.value);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
/** The answer as one line, so that it does not matter where it is broken. */
const flat = (flags: EventFlags, published?: 'shown'): string =>
  renderEstimate(answer(flags), published).replaceAll(/\s+/g, ' ');

describe('the estimate as text', () => {
  test('has a line with a bar for every phase, the range and the total', () => {
    const text = renderEstimate(answer({}));
    expect(text).toMatch(/set-up +4 × t3\.medium +16 +\$0\.056 +3x +\$10\.75 +█+$/m);
    expect(text).toMatch(/event +4 × c5\.xlarge +8 +\$0\.270 +3x to 5x +\$25\.92 to \$43\.20 +█+░+$/m);
    expect(text).toMatch(/off-time +offline .*\$0\.00$/m);
    expect(text).toMatch(/^Total +\$36\.67 to \$53\.95$/m);
    expect(text).toContain('adds about $0 to $10');
  });

  test.each<EventFlags>([
    {},
    { users: '70000', hours: '24', days: '30' },
    { layout: '1', users: '3000' },
    { users: '450' },
  ])('fits 80 columns for %j', (flags) => {
    const lines = renderEstimate(answer(flags))
      .replaceAll(/ *[█░]+/g, '')
      .split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('says why these servers, and what an active crowd would take', () => {
    expect(flat({})).toContain('cheapest c type whose Max CCU holds 500');
    expect(flat({})).toContain('Above 480 users most of them must only watch');
    expect(flat({})).toContain('--active takes Enterprise 2x2 c5.2xlarge, $1.760 an hour');
    expect(flat({ active: true })).not.toContain('must only watch');
    expect(flat({})).toContain('when one goes down, another takes its place');
  });

  test('says that a burstable type would be cheaper, where it would', () => {
    expect(flat({})).toContain('t3.xlarge holds as many for $1.064 an hour instead of $1.080, but is burstable');
    expect(flat({ users: '3000' })).not.toContain('burstable');
    expect(flat({ instance: 't3.xlarge' })).toContain('t3.xlarge is burstable');
  });

  test('says that a crowd falls between two ranges', () => {
    expect(flat({ users: '450' })).toContain('contains 450: the next smaller ends at 400, this one begins at 480');
    expect(flat({ users: '500' })).not.toContain('No range');
    expect(flat({ users: '10' })).not.toContain('No range');
  });

  test('says that figures beyond the charts are extrapolated, and warns about certificates', () => {
    expect(flat({ users: '20000' })).toMatch(/extrapolation.*12x12.*Let's Encrypt certificates/);
    expect(flat({})).not.toContain('extrapolation');
  });

  test('says that a type which was named does not hold the crowd', () => {
    expect(flat({ instance: 'c5.large' })).toContain('holds at most 400 users, not 500');
  });

  test('says that the guide counts otherwise, and shows it when asked', () => {
    expect(flat({})).toContain('--as-published shows it');
    expect(flat({ layout: '1' })).not.toContain('--as-published');
    const shown = flat({}, 'shown');
    expect(shown).toContain('Min total event cost $146.69 ~ $146.68');
    expect(shown).toContain('Max total event cost $215.81 ~ $216.80');
    expect(shown).toContain('error of addition');
  });

  test("puts the guide's printed figures beside no other event than its own", () => {
    expect(flat({ users: '501' }, 'shown')).not.toContain('$216.80');
    expect(flat({ layout: '1' }, 'shown')).toContain('nothing is counted twice');
  });
});

test('the estimate as a document has exact amounts', () => {
  expect(estimateDocument(answer({}))).toMatchObject({
    servers: { instance: 'c5.xlarge', layout: '2x2', servers: 4, ccu: { min: 480, max: 800 }, pricePerHour: 1.08 },
    base: 10.752,
    total: { min: 36.672, max: 53.952 },
    offlineStorage: { min: 0, max: 10, currency: 'USD' },
    asPublished: { computed: { maximumTotal: 215.808 }, printed: { maximumTotal: '~ $216.80' } },
    prices: { date: '2022-12', region: 'us-east-1', currency: 'USD' },
  });
  expect(estimateDocument(answer({ offTime: 'idle' }))).toMatchObject({
    offlineStorage: null,
    asPublished: { printed: null },
  });
});
