import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import charts from '../../templates/cost/guide-2022.json' with { type: 'json' };
import { capacity } from './capacity.ts';
import { isBurstable, isComputeOptimised } from './catalogue.ts';
import { enterpriseLayouts, multiServer, singleServer } from './layout.ts';
import { parseCatalogue } from './parse-catalogue.ts';
import type { CrowdKind } from './pick-instance.ts';
import { largestCrowd, pickInstance, pickServers } from './pick-instance.ts';

const guide = parseCatalogue('guide-2022.json', JSON.stringify(charts));
if (!guide.ok) throw new Error(JSON.stringify(guide.problems));
const catalogue = guide.value;

const pick = (users: number, kind: CrowdKind = 'max'): string | undefined => {
  const servers = pickServers(catalogue, enterpriseLayouts, users, kind, isComputeOptimised);
  return servers && `${servers.layout.name} ${servers.instance.name}`;
};

describe('the pick for an event', () => {
  test.each([
    [1, '2x2 c5.large'],
    [400, '2x2 c5.large'],
    [401, '2x2 c5.xlarge'],
    [450, '2x2 c5.xlarge'],
    [500, '2x2 c5.xlarge'],
    [800, '2x2 c5.xlarge'],
    [801, '2x2 c5.2xlarge'],
    [19_200, '2x2 c5.24xlarge'],
    [19_201, '4x4 c5.18xlarge'],
    [38_400, '4x4 c5.24xlarge'],
    [38_401, '8x8 c5.18xlarge'],
    [76_800, '8x8 c5.24xlarge'],
    [76_801, undefined],
  ])('for %i users is %s', (users, expected) => {
    expect(pick(users)).toBe(expected);
  });

  test('goes by Min CCU for an active crowd', () => {
    expect(pick(480, 'min')).toBe('2x2 c5.xlarge');
    expect(pick(500, 'min')).toBe('2x2 c5.2xlarge');
    expect(pick(11_521, 'min')).toBe('4x4 c5.18xlarge');
  });

  test('holds the crowd, and nothing cheaper of the allowed families does', () => {
    const layouts = fc.constantFrom(singleServer, ...enterpriseLayouts, multiServer(3, 2));
    const kinds = fc.constantFrom<CrowdKind>('min', 'max');
    const families = fc.constantFrom(isComputeOptimised, isBurstable, () => true);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80_000 }), layouts, kinds, families, (users, layout, kind, isAllowed) => {
        const chosen = pickInstance(catalogue, layout, users, kind, isAllowed);
        const fitting = catalogue.instances.filter(
          (each) =>
            isAllowed(each) && each.notRecommended === undefined && (capacity(each, layout)?.[kind] ?? 0) >= users,
        );
        if (chosen === undefined) {
          expect(fitting).toEqual([]);
          expect(largestCrowd(catalogue, [layout], kind, isAllowed)).toBeLessThan(users);
          return;
        }
        expect(fitting).toContain(chosen);
        expect(fitting.filter((each) => each.pricePerHour.lt(chosen.pricePerHour))).toEqual([]);
      }),
    );
  });

  test('is never a t3.micro', () => {
    expect(pickInstance(catalogue, singleServer, 1, 'min', ({ name }) => name === 't3.micro')).toBeUndefined();
  });

  test('adds servers only when no larger type is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 76_800 }), (users) => {
        expect(pick(users)?.startsWith('2x2')).toBe(users <= 19_200);
      }),
    );
  });
});

test('capacity between and beyond the charts is that of four servers in proportion', () => {
  const xlarge = catalogue.instances.find(({ name }) => name === 'c5.xlarge');
  if (!xlarge) throw new Error('no c5.xlarge');
  expect(capacity(xlarge, singleServer)).toEqual({ min: 80, max: 160 });
  expect(capacity(xlarge, multiServer(2, 2))).toEqual({ min: 480, max: 800 });
  expect(capacity(xlarge, multiServer(8, 8))).toEqual({ min: 1920, max: 3200 });
  expect(capacity(xlarge, multiServer(3, 2))).toEqual({ min: 600, max: 1000 });
});
