/** What `main.ts` hands to every command. */
import type { Examined } from './check.ts';
import type { Colour } from './colour.ts';
import type { Haste } from './command.ts';
import type { Event, Room } from './event.ts';
import type { Installation } from './installation.ts';
import type { Lan } from './lan.ts';
import type { Machine } from './machine.ts';
import type { Verdict } from './proof.ts';
import type { Problem } from './problem.ts';
import type { ServiceUrl } from './service-definition.ts';
import type { Plan } from './step.ts';

/** The machine, the user's place and wishes, somewhere to report to, and the user's Ctrl-C. */
export interface Session extends Haste {
  readonly machine: Machine;
  readonly report: Report;
  /** First Ctrl-C, SIGTERM or SIGHUP: stop. */
  readonly signal: AbortSignal;
  /** The user's shell. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the user stands, or what `-C` names. */
  readonly directory: string;
  readonly installation: Installation;
  readonly options: GlobalOptions;
  /** True when a person types and looks. */
  readonly isTerminal: boolean;
}

/** Flags that every command knows. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** Fetch nothing from the network. */
  readonly offline: boolean;
  /** Settings for this run only, as `KEY=VALUE`. */
  readonly set: readonly string[];
}

/** Where things are said. */
export interface Report {
  readonly event: (event: Event) => void;
  /** Whether whoever reads it keeps up. */
  readonly room: Room;
  /** The services that are about to be heard of, so that their lines are lined up. */
  readonly services: (services: readonly { readonly name: string; readonly colour?: Colour | undefined }[]) => void;
  /** From now on only the lines of these services are shown; of all where absent. */
  readonly only: (services: readonly string[] | undefined) => void;
  /** What is about to be run: its services and notices. */
  readonly plan: (plan: Plan) => void;
  /** `--dry-run`: every step that would be run. */
  readonly dryRun: (plan: Plan) => void;
  /** Shows long work step by step until the function that it answers is called. */
  readonly progress: (plan: Plan) => () => Promise<void>;
  /** What came of a start. */
  readonly summary: (summary: Summary) => void;
  /** What the doctor found; with `--json` nothing. */
  readonly examined: (answers: readonly Examined[], tookMs: number) => void;
  /** What a program printed, as it is; with `--json` nothing. */
  readonly bytes: (bytes: Uint8Array) => void;
  /** A result for people; with `--json` nothing. */
  readonly text: (text: string) => void;
  /** A diff for people; with `--json` nothing. */
  readonly diff: (lines: readonly DiffLine[]) => void;
  /** A note beside the result, on stderr. */
  readonly note: (text: string) => void;
  /** A result for programs: printed only with `--json`, with the schema version added. */
  readonly document: (document: Readonly<Record<string, unknown>>) => void;
  readonly problem: (problem: Problem) => void;
}

/** A line of a unified diff, or one about it. What it is can be told without colour, too. */
export interface DiffLine {
  readonly kind: 'title' | 'reason' | 'file' | 'hunk' | 'added' | 'removed' | 'same';
  readonly text: string;
}

/** A stack that is up. */
export interface Summary {
  readonly plan: Plan;
  readonly services: readonly { readonly name: string; readonly urls: readonly ServiceUrl[] }[];
  readonly verdicts: readonly Verdict[];
  /** How other devices reach it, where they do. */
  readonly lan: Lan | undefined;
}
