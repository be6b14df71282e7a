/** What the page is told, as JSON: the server makes it, the page shows it. */
import type { ServiceStatus } from '../model/control.ts';
import type { Level } from '../model/log.ts';
import type { Problem } from '../model/problem.ts';

/** The parts of what is known, each sent whole when it has changed. */
export interface PageState {
  readonly about: AboutStack;
  readonly services: readonly PageService[];
  readonly timeline: readonly TimelineStep[];
  readonly links: readonly CaughtLink[];
  /** The newest last. */
  readonly said: readonly Said[];
  readonly doctor: DoctorState;
  readonly workspace: WorkspaceInfo | undefined;
}

/** The name of a part. */
export type Topic = keyof PageState;

/** What stays the same for as long as the stack runs. */
export interface AboutStack {
  readonly version: string;
  readonly workspace: string;
  readonly host: string;
  readonly pid: number;
  /** When it began, ms since the epoch. */
  readonly since: number;
  /** Where there is something to look at; the world first. */
  readonly pages: readonly NamedPage[];
}

/** An address for the browser, and what is there. */
export interface NamedPage {
  readonly label: string;
  readonly url: string;
}

/** A service, with what it takes of the machine and what went wrong last. */
export interface PageService extends ServiceStatus {
  /** Of one core; absent where that cannot be seen. */
  readonly cpuPercent?: number | undefined;
  /** Of its whole process group. */
  readonly memoryMiB?: number | undefined;
  /** Why it is not ready; gone as soon as it is. */
  readonly problem?: ShownProblem | undefined;
}

/** A Problem without what only programs can use. */
export type ShownProblem = Pick<Problem, 'code' | 'summary' | 'evidence' | 'fixes' | 'service'>;

/** A step of the start that has begun. */
export interface TimelineStep {
  readonly id: string;
  readonly title: string;
  readonly service?: string | undefined;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly hasFailed: boolean;
  /** Of the steps that it waited for, the title of the one that ended last. */
  readonly waitedFor?: string | undefined;
}

/** A link that signs in whoever opens it, caught from what a service has printed. A credential. */
export interface CaughtLink {
  /** Unknown where only the link was understood. */
  readonly email: string | undefined;
  readonly url: string;
  readonly at: number;
}

/** Something that was said about the stack. */
export type Said =
  | { readonly kind: 'notice'; readonly at: number; readonly text: string; readonly service?: string | undefined }
  | { readonly kind: 'problem'; readonly at: number; readonly problem: ShownProblem };

/** What the doctor has found, and what it does. */
export interface DoctorState {
  readonly phase: 'unasked' | 'asking' | 'mending' | 'done';
  /** When it last was done. */
  readonly at?: number | undefined;
  readonly checks: readonly DoctorCheck[];
  /** The check that is being mended. */
  readonly mending?: string | undefined;
  /** Why there is no answer. */
  readonly failure?: string | undefined;
}

/** One answer, as `metaton doctor --json` has it. */
export interface DoctorCheck {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly status: 'pass' | 'warn' | 'fail' | 'skip';
  readonly summary: string;
  readonly detail: string | null;
  readonly fix: DoctorFix | null;
}

/** The way out of a defect. */
export interface DoctorFix {
  readonly text: string;
  readonly command: string | null;
  /** Whether `metaton doctor --fix` does it. */
  readonly auto: boolean;
  readonly needsRoot: boolean;
}

/** Whether the page may have it done: without a person, and without an administrator. */
export const isSafeFix = ({ fix }: DoctorCheck): boolean => fix !== null && fix.auto && !fix.needsRoot;

/** What the stack was made from. Names, counts and fingerprints; no secrets. */
export interface WorkspaceInfo {
  readonly checkouts: readonly CheckoutInfo[];
  readonly certificates: readonly CertificateInfo[];
  /** Names and values, for people. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** The code of a service. */
export interface CheckoutInfo {
  readonly service: string;
  readonly folder: string;
  readonly commit: string | undefined;
  readonly era: string | undefined;
  readonly patchesApplied: number;
  /** Patches that are missing, have drifted or cannot be put in. */
  readonly patchesOpen: number;
}

/** A certificate or a set of keys. */
export interface CertificateInfo {
  readonly what: string;
  readonly state: string;
  readonly detail: string;
  readonly daysLeft?: number | undefined;
}

/** Lines that came together, under one number; a line is told by that and its place: `812.3`. */
export interface LogEntry {
  readonly seq: number;
  readonly service: string;
  readonly isError: boolean;
  readonly at: number;
  readonly lines: readonly LogLine[];
}

/** How bad a line is, and its text, without anything that a browser or a terminal would act on. */
export type LogLine = readonly [level: Level, text: string];

/** Lines that the page will not get: `undefined` where nobody counted them. */
export interface MissedLines {
  readonly count: number | undefined;
}

/** What may be done with a service. */
export const serviceActions = ['start', 'stop', 'restart'] as const;

/** One of these. */
export type ServiceAction = (typeof serviceActions)[number];

/** The header without which nothing is done: a page of another origin cannot send it unasked. */
export const actionHeader = 'x-metaton-dashboard';
