/** One question the doctor asks. A check looks, by reading only, and judges purely what it saw. */
import type { Command } from './command.ts';
import type { Workspace } from './config.ts';
import type { Facts } from './facts.ts';
import type { Machine } from './machine.ts';
import type { Problem } from './problem.ts';
import type { ServiceDefinition, Task } from './service-definition.ts';
import type { Installation } from './installation.ts';
import type { StackValues } from './stack-values.ts';
import type { Action, PlannedInstall } from './step.ts';

/** What came of a check. */
export type Finding =
  | { readonly status: 'pass'; readonly note: string }
  /** Not asked, or nothing to be told now; with the reason. */
  | { readonly status: 'skip'; readonly because: string }
  | Defect;

/** Something that is not as it should be: what, the evidence, and what mends it. */
export interface Defect {
  readonly status: 'warn' | 'fail';
  /** One sentence that names the thing. */
  readonly summary: string;
  /** What was seen and where, one line or several. Never a secret. */
  readonly detail?: string | undefined;
  readonly fix: Fix;
}

/** Whether there is something to be mended. */
export const isDefect = (finding: Finding): finding is Defect => finding.status === 'warn' || finding.status === 'fail';

/** The way out. */
export interface Fix {
  /** What is to be done, a sentence. */
  readonly text: string;
  /** The same as a line to be typed, where one will do. */
  readonly command?: string;
  /** Only an administrator can: it is printed, never done. */
  readonly needsRoot?: boolean;
  /** What `--fix` does; absent where only a person can. */
  readonly mend?: Mend;
}

/** How `--fix` mends something, as data; `stack/mend.ts` does it. */
export type Mend =
  /** Things to do, one after the other. */
  | { readonly kind: 'tasks'; readonly tasks: readonly Task[] }
  /** The part of `metaton init` that prepares these services: all of it, or only actions of these kinds. */
  | { readonly kind: 'prepare'; readonly services: readonly string[]; readonly only?: readonly Action['kind'][] }
  /** A new start of these services in the stack that runs. */
  | { readonly kind: 'restart'; readonly services: readonly string[] };

/** What checks of the machine look at. */
export interface MachineGround {
  readonly machine: Machine;
  readonly installation: Installation;
  /** The user's shell. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Nobody waits for the answer any longer. */
  readonly signal: AbortSignal;
}

/** What checks of a workspace look at. */
export interface CheckGround extends MachineGround {
  readonly workspace: Workspace;
  readonly services: readonly ServiceDefinition[];
  readonly values: StackValues;
  readonly facts: Facts;
  /** Every patch of every checkout, as it is now. */
  readonly patches: readonly CheckedPatch[];
  /** The PATH of a service and what its programs are not to see, as they have it when it is started. */
  readonly surroundings: (service: ServiceDefinition) => Pick<Command, 'path' | 'scrub'>;
  /** How the dependencies of a service are installed; `undefined` where there is no code. */
  readonly install: (service: ServiceDefinition) => PlannedInstall | undefined;
  /** Of checkouts whose patches cannot be told. */
  readonly patchProblems: readonly Problem[];
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

/** What every check says of itself. */
interface CheckBase {
  /** `db.reachable`, `net.ports`: the group, a dot, the question. Never renamed. */
  readonly id: string;
  /** The question in words. */
  readonly title: string;
  /** What goes wrong where it fails; for the documents. */
  readonly why: string;
  /** Checks whose failure would make this one meaningless: it is skipped then. */
  readonly needs: readonly string[];
  /** It asks machines other than this one: `--offline` skips it. */
  readonly isOnline: boolean;
}

/** A check, ready to be asked: of the machine alone, or of a workspace. */
export type Check = CheckBase &
  (
    | { readonly about: 'machine'; readonly examine: (ground: MachineGround) => Promise<Finding> }
    | { readonly about: 'workspace'; readonly examine: (ground: CheckGround) => Promise<Finding> }
  );

/** A check before its two halves are joined. */
export interface CheckDefinition<Seen, Ground> {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly needs?: readonly string[];
  readonly isOnline?: boolean;
  /** Reads, and changes nothing. */
  readonly look: (ground: Ground) => Promise<Seen>;
  /** Decides from what was seen alone. */
  readonly judge: (seen: Seen, ground: Ground) => Finding;
}

/** Joins looking and judging, of a workspace. */
export const defineCheck = <Seen>(definition: CheckDefinition<Seen, CheckGround>): Check => ({
  about: 'workspace',
  ...join(definition),
});

/** The same of the machine: asked where there is no workspace, too. */
export const defineMachineCheck = <Seen>(definition: CheckDefinition<Seen, MachineGround>): Check => ({
  about: 'machine',
  ...join(definition),
});

const join = <Seen, Ground>({ look, judge, needs = [], isOnline = false, ...rest }: CheckDefinition<Seen, Ground>) => ({
  ...rest,
  needs,
  isOnline,
  examine: async (ground: Ground) => judge(await look(ground), ground),
});

/** What an adapter or the plan has put into words already; `fix` adds what the words cannot do. */
export const defectOf = (
  status: Defect['status'],
  { summary, evidence, fixes }: Problem,
  fix: Omit<Fix, 'text'> = {},
): Defect => ({ status, summary, detail: evidence, fix: { text: fixes[0], ...fix } });

/** A check's answer, with how long it took. */
export interface Examined {
  readonly check: Pick<Check, 'id' | 'title'>;
  readonly finding: Finding;
  readonly durationMs: number;
}
