/** One question the doctor asks. A check looks, by reading only, and judges purely what it saw. */
import type { Workspace } from './config.ts';
import type { Facts } from './facts.ts';
import type { Machine } from './machine.ts';
import type { Problem } from './problem.ts';
import type { ServiceDefinition } from './service-definition.ts';
import type { StackValues } from './stack-values.ts';

/** What came of a check. */
export type Finding =
  | { readonly status: 'pass'; readonly note: string }
  | { readonly status: 'skip'; readonly because: string }
  | { readonly status: 'warn' | 'fail'; readonly problem: Problem };

/** What checks look at. */
export interface CheckGround {
  readonly machine: Machine;
  readonly workspace: Workspace;
  readonly services: readonly ServiceDefinition[];
  readonly values: StackValues;
  readonly facts: Facts;
  /** Every patch of every checkout, as it is now. */
  readonly patches: readonly CheckedPatch[];
}

/** One patch, as a checkout has it now. */
export interface CheckedPatch {
  readonly service: string;
  readonly id: string;
  readonly file: string;
  readonly why: string;
  /** As it should be, or is of no use to this code; never put in; was there and is no more as it should be; cannot be put in. */
  readonly state: 'applied' | 'not-applicable' | 'pristine' | 'drifted' | 'conflict';
  /** Whether metaton has put it there, or found that the user had. */
  readonly isOurs: boolean;
  readonly isAdopted: boolean;
  /** Where in the file, from 1; absent where no line can be named. */
  readonly line: number | undefined;
  /** What applying it takes away and brings, without indents. */
  readonly removes: readonly string[];
  readonly brings: readonly string[];
  /** In words, what has become of an edit that was there. */
  readonly happened: string | undefined;
}

/** Whether something is to be done about it. */
export const isOpen = ({ state }: CheckedPatch): boolean => state !== 'applied' && state !== 'not-applicable';

/** A check, ready to be asked. */
export interface Check {
  /** `db.reachable`, `net.ports`: the group, a dot, the question. */
  readonly id: string;
  /** The question in words. */
  readonly title: string;
  /** Checks whose failure would make this one meaningless: it is skipped then. */
  readonly needs: readonly string[];
  readonly examine: (ground: CheckGround) => Promise<Finding>;
}

/** A check before its two halves are joined. */
export interface CheckDefinition<Seen> {
  readonly id: string;
  readonly title: string;
  readonly needs?: readonly string[];
  /** Reads, and changes nothing. */
  readonly look: (ground: CheckGround) => Promise<Seen>;
  /** Decides from what was seen alone. */
  readonly judge: (seen: Seen, ground: CheckGround) => Finding;
}

/** Joins looking and judging. */
export const defineCheck = <Seen>({ id, title, needs = [], look, judge }: CheckDefinition<Seen>): Check => ({
  id,
  title,
  needs,
  examine: async (ground) => judge(await look(ground), ground),
});

/** A check's answer, with how long it took. */
export interface Examined {
  readonly check: Pick<Check, 'id' | 'title'>;
  readonly finding: Finding;
  readonly durationMs: number;
}
