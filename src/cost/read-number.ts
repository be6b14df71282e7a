/** The text of a flag → an exact number within limits. */
import Big from 'big.js';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { costFlagInvalid, costFlagMissing } from '../model/problems/cost.ts';

/** A flag that takes a number, its limits, and what it is when not given. */
export interface NumberFlag {
  readonly flag: string;
  readonly of: string;
  readonly min: number;
  /** Absent: the limit depends on more than this flag, and is told apart. */
  readonly max?: number;
  readonly isWhole: boolean;
  /** Absent: the flag must be given. */
  readonly otherwise?: string;
  readonly example: string;
}

/** The value of a flag, or a Problem that names the flag and its limits. */
export function readNumber(flag: NumberFlag, text: string | undefined): Result<Big> {
  const given = text ?? flag.otherwise;
  if (given === undefined) return failed(costFlagMissing(flag.flag, wanted(flag), flag.example));
  const pattern = flag.isWhole ? /^\d{1,15}$/ : /^\d{1,9}(\.\d{1,4})?$/;
  if (!pattern.test(given.trim())) return failed(costFlagInvalid(flag.flag, given, wanted(flag)));
  const value = new Big(given.trim());
  const isWithin = value.gte(flag.min) && value.lte(flag.max ?? value);
  return isWithin ? ok(value) : failed(costFlagInvalid(flag.flag, given, wanted(flag)));
}

const wanted = ({ of, min, max, isWhole }: NumberFlag): string =>
  `${isWhole ? 'a whole number' : 'a number'} of ${of}, ${max === undefined ? `at least ${min}` : `${min} to ${max}`}`;
