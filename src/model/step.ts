/** One unit of a plan: what to do, as data. Nothing has happened yet. */
import type { AuthorityPlace, OwnCertificate } from './certificates.ts';
import type { Command, Stop } from './command.ts';
import type { PostgresBuild } from './machine.ts';
import type { CompileMarks, Readiness } from './readiness.ts';
import type { Repository } from './preset.ts';
import type { RestartPolicy } from './restart-policy.ts';
import type { Runtime, VersionFolder } from './toolchain.ts';
import type { ToolWish } from './tool.ts';

/** A step of a plan and the steps it waits for. */
export interface Step {
  readonly id: string;
  /** Imperative and specific: "Clone reticulum at v1.2.3". The same words in dry run, live run and log. */
  readonly title: string;
  readonly service: string | undefined;
  /** Ids of steps that must have succeeded first. The planner guarantees that they exist and form no cycle. */
  readonly after: readonly string[];
  readonly action: Action;
  /** What it takes from the network or on the disk, about. */
  readonly sizeMiB?: number | undefined;
  /** What it took the last time. */
  readonly expectedMs?: number | undefined;
}

/** Everything a step can do; `engine/run-action.ts` does it. */
export type Action =
  | { readonly kind: 'end-leftovers'; readonly state: string }
  | { readonly kind: 'make-folder'; readonly path: string; readonly mode: number }
  | {
      readonly kind: 'write-file';
      readonly path: string;
      readonly text: string;
      readonly mode: number;
      /** Another text, where this file has come to be there by then. */
      readonly instead?: { readonly ifThere: string; readonly text: string };
    }
  | { readonly kind: 'provide-tool'; readonly wish: ToolWish }
  | { readonly kind: 'provide-package'; readonly wish: PackageWish }
  | {
      readonly kind: 'make-authority';
      readonly authority: AuthorityPlace;
      readonly hosts: readonly string[];
      readonly anew?: true;
    }
  | {
      readonly kind: 'issue-certificate';
      readonly authority: AuthorityPlace;
      readonly hosts: readonly string[];
      readonly into: string;
      readonly anew?: true;
    }
  | {
      readonly kind: 'accept-certificate';
      readonly own: OwnCertificate;
      readonly hosts: readonly string[];
      readonly authorityFile: string;
    }
  | { readonly kind: 'make-perms-keys'; readonly into: string; readonly anew?: true }
  | {
      readonly kind: 'refresh-copies';
      readonly checkout: string;
      readonly copies: readonly FileCopy[];
      readonly state: string;
    }
  | { readonly kind: 'make-secret'; readonly file: string }
  | { readonly kind: 'check-patches'; readonly patches: readonly PlannedPatches[]; readonly state: string }
  | { readonly kind: 'apply-patches'; readonly patches: PlannedPatches; readonly state: string }
  | { readonly kind: 'clone'; readonly clone: PlannedClone }
  | {
      readonly kind: 'record-commit';
      readonly clone: Pick<PlannedClone, 'service' | 'folder' | 'repository' | 'workspace'>;
    }
  | { readonly kind: 'update'; readonly update: PlannedUpdate }
  | { readonly kind: 'provide-runtime'; readonly wanted: WantedRuntime }
  | { readonly kind: 'install'; readonly install: PlannedInstall }
  /** What it is cannot be told before the steps that it waits for are done: the planner is asked again then. */
  | { readonly kind: 'later' }
  | {
      readonly kind: 'prepare-cluster';
      readonly cluster: string;
      readonly password: string;
      readonly build?: PostgresBuild | undefined;
    }
  | { readonly kind: 'ensure-role'; readonly url: string; readonly name: string; readonly password: string }
  | { readonly kind: 'ensure-database'; readonly url: string; readonly name: string }
  /** Statements that leave nothing behind when one of them fails, and nothing to do when repeated. */
  | { readonly kind: 'query'; readonly url: string; readonly sql: string }
  | { readonly kind: 'set-mode'; readonly path: string; readonly mode: number }
  | { readonly kind: 'wait-for'; readonly readiness: Readiness }
  | { readonly kind: 'launch'; readonly launch: Launch }
  | { readonly kind: 'await-ready' }
  | { readonly kind: 'await-completed' };

/** A clone to be made. */
export interface PlannedClone {
  readonly service: string;
  readonly repository: Repository;
  /** Whole hash of the commit; absent for what the repository's ref points at. */
  readonly commit: string | undefined;
  /** Absolute; appears in one piece. */
  readonly folder: string;
  /** Files without which it is not this service's code. */
  readonly marks: readonly string[];
  /** Its lock remembers what was cloned. */
  readonly workspace: string;
  /** Nothing may be fetched. */
  readonly isOffline: boolean;
}

/** A clone to be moved on. */
export interface PlannedUpdate extends Pick<PlannedClone, 'service' | 'folder' | 'repository' | 'workspace'> {
  /** Whole hash of the commit. */
  readonly to: string;
  /** Services whose patches are in this clone. */
  readonly patched: readonly { readonly service: string; readonly folder: string }[];
  readonly state: string;
}

/** A runtime to be found, or brought. */
export interface WantedRuntime {
  readonly service: string;
  readonly runtime: Runtime;
  /** The folder that the settings name, or that is made for an image. */
  readonly named: string | undefined;
  /** Absent unless its programs are those of an image. */
  readonly container: { readonly workspace: string } | undefined;
  /** Whether dependencies are to be installed with it: that takes a package manager, too. */
  readonly forInstall: boolean;
  readonly versionFolders: readonly VersionFolder[];
  /** The Node that runs metaton, with the folder of its programs. */
  readonly own: { readonly path: string; readonly version: string };
  /** `linux-x64`, as npm's packages of Node are called. */
  readonly platform: string;
  /** Folder for what metaton brings itself, and for what it remembers. */
  readonly folder: string;
  readonly isOffline: boolean;
}

/** Dependencies to be installed. */
export interface PlannedInstall {
  readonly service: string;
  readonly commands: readonly Command[];
  /** What it is for (lockfile, runtime and platform), and the file that remembers it; absent for a part of an install. */
  readonly record: { readonly key: string; readonly file: string } | undefined;
  /** The git settings of the checkout: some packages put hooks there. */
  readonly gitConfig: string;
  readonly memoryMiB: number;
  readonly timeoutMs: number;
}

/** A package of npm with programs in it, in a folder of its own. */
export interface PackageWish {
  readonly name: string;
  readonly version: string;
  /** Becomes the folder that holds its `node_modules`. */
  readonly into: string;
  /** The folder of the Node whose npm is used. */
  readonly node: string;
  readonly isOffline: boolean;
  readonly service: string;
}

/** One file to be copied, atomically, where it differs. */
export interface FileCopy {
  readonly from: string;
  readonly to: string;
  readonly mode: number;
}

/** The edits of one checkout, worked out beforehand: the whole new text of every file that changes. */
export interface PlannedPatches {
  readonly service: string;
  /** Absolute path of the checkout. */
  readonly checkout: string;
  /** Absent for a service whose code is never edited. */
  readonly era: string | undefined;
  readonly files: readonly PlannedFile[];
  /** Files that metaton edited in another era and that this one leaves alone: its lines are taken off. */
  readonly withdrawn: readonly WithdrawnFile[];
  /** What has become of edits that were there, a sentence each. */
  readonly remarks: readonly string[];
  /** Untracked files that metaton lays into the checkout: certificates and keys. */
  readonly copies: readonly FileCopy[];
}

/** One file's whole text before and after; `before` is absent where metaton makes the file. */
export interface PlannedFile {
  /** Relative to the checkout, `/` between folders. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
  /** What the file would be without metaton: `before`, unless that has edits of an earlier run. */
  readonly original: string | undefined;
  /** Ids of the patches that are in `after`. */
  readonly patches: readonly string[];
}

/** A file that metaton's lines are taken off; without them it may be none. */
export interface WithdrawnFile {
  readonly file: string;
  readonly before: string;
  readonly after: string | undefined;
}

/** A process of the stack, with all that it takes to start it again, to know it and to stop it. */
export interface Launch {
  /** A plain command, or the embedded Postgres, whose programs and user the machine knows. */
  readonly run:
    | { readonly kind: 'command'; readonly command: Command }
    | { readonly kind: 'postgres'; readonly cluster: string; readonly build?: PostgresBuild | undefined };
  /** Asked before it is started again, as the plan did before it was started first. */
  readonly gate: Readiness | undefined;
  readonly readiness: Readiness;
  readonly compiles: CompileMarks | undefined;
  /** Lines that are no news once one of them has been seen in a phase: the screen leaves out the others. */
  readonly noise: RegExp | undefined;
  /** Services that must be ready before it is started again: while they are not, its end is theirs. */
  readonly needs: readonly string[];
  readonly restart: RestartPolicy;
  readonly renewal: Renewal | undefined;
  /** Memory that it takes while it starts, MiB: where there is little, those that take much start one after the other. */
  readonly startMemoryMiB: number;
  readonly ports: readonly number[];
  /** The first address worth showing. */
  readonly url: string | undefined;
  readonly stop: Stop;
  /** Services that must be gone before this one is stopped: they use it to their end. */
  readonly stopAfter: readonly string[];
}

/** Started anew when another service is ready again and what this question is answered with has changed. */
export interface Renewal {
  readonly after: string;
  readonly url: string;
  readonly query: string;
}

/** Everything a command will do, in an order that respects `after`. Printable, comparable, testable. */
export interface Plan {
  readonly steps: readonly Step[];
  /** What is worth saying before it begins. */
  readonly notices: readonly string[];
}
