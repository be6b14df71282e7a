import { describe, expect, test } from 'vitest';
import charts from '../../templates/cost/guide-2022.json' with { type: 'json' };
import { answerCost } from './answer-cost.ts';
import { parseCatalogue } from './parse-catalogue.ts';
import { chartPicture, eventPicture } from './picture.ts';
import { renderSvg } from './render-svg.ts';

const guide = parseCatalogue('guide-2022.json', JSON.stringify(charts));
if (!guide.ok) throw new Error(JSON.stringify(guide.problems));
const catalogue = guide.value;
const answer = answerCost({ users: '500', hours: '4', days: '2' }, catalogue);
if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
const event = eventPicture(answer.value);

describe('the picture of an event', () => {
  test('has every type that may be taken, at what the whole event costs on it', () => {
    expect(event.spans).toHaveLength(14);
    expect(event.spans.find(({ instance }) => instance === 'c5.xlarge')).toEqual({
      instance: 'c5.xlarge',
      from: 480,
      to: 800,
      cost: 53.952,
      label: 'c5.xlarge $53.95',
    });
    expect(event.spans.some(({ instance }) => instance === 't3.micro')).toBe(false);
  });

  test('becomes an SVG with every name, the crowd and both axes', () => {
    const svg = renderSvg(event);
    for (const { label } of event.spans) expect(svg).toContain(`>${label}</text>`);
    expect(svg).toContain('>500 users: c5.xlarge, $36.67 to $53.95</text>');
    expect(svg).toContain('>concurrent users</text>');
    expect(svg).toContain('>USD in total</text>');
  });

  test('has other colours on a dark page, for every colour that it uses', () => {
    const svg = renderSvg(event);
    const used = new Set([...svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]+)"/g)].map(([, colour]) => colour ?? ''));
    // The library fills the lines of the legend, which have no area.
    used.delete('#000');
    for (const colour of used) expect(svg).toContain(`[fill="${colour}"]{fill:`);
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  test('takes text that looks like markup for text', () => {
    expect(renderSvg({ ...event, subtitle: '<b>&"' })).toContain('&lt;b&gt;&amp;');
  });
});

test('the picture of the charts has the price of an hour and marks no crowd', () => {
  const picture = chartPicture(catalogue);
  expect(picture.crowd).toBeUndefined();
  expect(picture.spans.find(({ instance }) => instance === 'c5.xlarge')?.cost).toBe(1.08);
  expect(renderSvg(picture)).toContain('>USD an hour</text>');
});
