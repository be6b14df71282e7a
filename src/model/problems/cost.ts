/** Problems with what `metaton cost` is asked. */
import type { Problem } from '../problem.ts';
import { messageOf } from '../message-of.ts';

/** A flag has a value that makes no sense; `wanted` says what does, with its limits. */
export const costFlagInvalid = (flag: string, value: string, wanted: string): Problem => ({
  code: 'cost-flag-invalid',
  summary: `${flag} cannot be ${value === '' ? 'empty' : `"${value}"`}: it wants ${wanted}.`,
  fixes: [`Give ${flag} ${wanted}.`],
  isUsage: true,
});

/** A flag without which there is nothing to work out is not given. */
export const costFlagMissing = (flag: string, wanted: string, example: string): Problem => ({
  code: 'cost-flag-missing',
  summary: `${flag} is missing.`,
  fixes: [`Give ${flag} ${wanted}, for example: ${example}`],
  isUsage: true,
});

/** Two flags want different things. */
export const costFlagsDisagree = (one: string, other: string, why: string): Problem => ({
  code: 'cost-flags-disagree',
  summary: `${one} and ${other} cannot both hold.`,
  evidence: why,
  fixes: [`Leave out ${one} or ${other}.`],
  isUsage: true,
});

/** More people are expected than the largest stack holds; `larger` names ways to hold more, where there are any. */
export function costCrowdTooLarge(users: number, limit: number, stack: string, larger: readonly string[]): Problem {
  const smaller = `Plan for at most ${limit} users at once, or for several hubs side by side.`;
  const [first = smaller, ...others] = larger;
  return {
    code: 'cost-crowd-too-large',
    summary: `--users ${users} is more than ${stack} holds: the limit is ${limit}.`,
    fixes: [first, ...others, ...(larger.length > 0 ? [smaller] : [])],
    isUsage: true,
  };
}

/** A server type is in no chart. */
export const costInstanceUnknown = (flag: string, name: string, prices: string, known: readonly string[]): Problem => ({
  code: 'cost-instance-unknown',
  summary: `${flag} ${name} is not in ${prices}.`,
  evidence: `known: ${known.join(', ')}`,
  fixes: [`Give ${flag} one of these.`, 'Add the type to a price list of your own and name that with --prices.'],
  isUsage: true,
});

/** A server type is in the charts, but only as one not to take. */
export const costInstanceNotRecommended = (flag: string, name: string, why: string, instead: string): Problem => ({
  code: 'cost-instance-not-recommended',
  summary: `${flag} ${name} is not recommended by the guide: ${why}.`,
  fixes: [`Take ${flag} ${instead}.`],
  isUsage: true,
});

/** The price list that the user names is not there. */
export const costPricesMissing = (file: string): Problem => ({
  code: 'cost-prices-missing',
  summary: `There is no price list ${file}.`,
  fixes: ['Give --prices the path of a JSON file; docs/cost.md shows its shape.'],
  isUsage: true,
});

/** A price list does not have the right shape; `place` is the row and key. */
export const costPricesMalformed = (file: string, place: string, what: string): Problem => ({
  code: 'cost-prices-malformed',
  summary: `The price list ${file} is wrong at ${place}.`,
  evidence: what,
  fixes: ['Mend that place; docs/cost.md shows the shape of a price list.'],
  isUsage: true,
});

/** A price list has no server of the families that are taken for events. */
export const costNoEventServer = (prices: string): Problem => ({
  code: 'cost-no-event-server',
  summary: `There is no server of a c family in ${prices} to pick for the event.`,
  fixes: ['Name a server type of that list with --instance.', 'Add a row such as c5.xlarge to the list.'],
  isUsage: true,
});

/** The moment of the event is no moment. */
export const costMomentInvalid = (flag: string, value: string): Problem => ({
  code: 'cost-moment-invalid',
  summary: `${flag} cannot be "${value}": it wants a date, a time and an offset from UTC.`,
  fixes: [`Give ${flag} a moment such as 2027-03-01T18:00+01:00, or 2027-03-01T17:00Z.`],
  isUsage: true,
});

/** A file that the user names cannot be read or written. */
export const costFileUnusable = (flag: string, file: string, cause: unknown): Problem => ({
  code: 'cost-file-unusable',
  summary: `${flag} ${file} cannot be used.`,
  evidence: messageOf(cause),
  fixes: [`Give ${flag} a file in a folder that exists and that you may use.`],
  cause,
});
