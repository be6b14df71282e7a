import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeUpService } from '../../test/helpers/made-up-stack.ts';
import type { Result } from '../model/problem.ts';
import type { ServiceDefinition } from '../model/service-definition.ts';
import { startOrder } from './start-order.ts';

const needing = (name: string, ...needs: string[]): ServiceDefinition =>
  madeUpService(name, { needs: needs.map((service) => ({ service, until: 'ready' })) });

const namesOf = (result: Result<readonly ServiceDefinition[]>): readonly string[] =>
  result.ok ? result.value.map(({ name }) => name) : [];

/** Services of which each needs only such as were named before it, in any order. */
const acyclic = fc.array(fc.nat(), { minLength: 1, maxLength: 12 }).chain((masks) => {
  const services = masks.map((mask, index) =>
    needing(`s${index}`, ...[...Array(index).keys()].filter((other) => (mask >> other) & 1).map((n) => `s${n}`)),
  );
  return fc.shuffledSubarray(services, { minLength: services.length });
});

describe('startOrder', () => {
  it('puts every service after all that it needs, and loses none', () => {
    fc.assert(
      fc.property(acyclic, (services) => {
        const names = namesOf(startOrder(services));
        expect([...names].sort()).toEqual(services.map(({ name }) => name).sort());
        for (const { name, needs } of services)
          for (const need of needs) expect(names.indexOf(need.service)).toBeLessThan(names.indexOf(name));
      }),
    );
  });

  it('keeps the order given where needs leave it free', () => {
    expect(namesOf(startOrder([needing('c'), needing('a', 'b'), needing('b')]))).toEqual(['c', 'b', 'a']);
  });

  it('leaves out of account what is not among the services', () => {
    expect(namesOf(startOrder([needing('a', 'elsewhere')]))).toEqual(['a']);
  });

  it('names the cycle and not the way to it', () => {
    const services = [needing('way', 'a'), needing('a', 'b'), needing('b', 'c'), needing('c', 'a')];
    expect(startOrder(services)).toMatchObject({
      ok: false,
      problems: [{ code: 'needs-cycle', evidence: 'a → b → c → a' }],
    });
  });

  it('names a service that needs itself', () => {
    expect(startOrder([needing('a', 'a')])).toMatchObject({ problems: [{ evidence: 'a → a' }] });
  });
});
