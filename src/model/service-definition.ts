/** Everything metaton knows about one service, as data. Adding a service is adding one file in `services/`. */
import type { Command, CommandWords, Environment, Stop } from './command.ts';
import type { ContainerSpec, ContainerValues } from './container.ts';
import type { PostgresBuild } from './machine.ts';
import type { Era } from './patch.ts';
import type { Problem } from './problem.ts';
import type { Preset, Repository } from './preset.ts';
import type { Proof } from './proof.ts';
import type { CompileMarks, Readiness } from './readiness.ts';
import type { RestartPolicy } from './restart-policy.ts';
import type { StackValues } from './stack-values.ts';
import type { Action, FileCopy, Renewal } from './step.ts';
import type { Toolchain } from './toolchain.ts';

/** One service of the stack, or a task that others need (`certificates`). */
export interface ServiceDefinition {
  /** Lower-case, unique; the log prefix and the word typed in `metaton up <name>`. */
  readonly name: string;
  /** One line for the docs and `metaton up --dry-run`. */
  readonly summary: string;
  /** Where its code comes from; absent for what metaton brings itself. */
  readonly source?: Source;
  /** Files that its eras are told apart by, beside its marks and those that are patched. */
  readonly reads?: readonly string[];
  /** Folder of its database migrations in the checkout, if it has any. */
  readonly migrations?: string;
  /** Newest first; the first that matches wins; none matching is the Problem `era-unknown`. */
  readonly eras: readonly Era[];
  readonly ports: Readonly<Record<string, Port>>;
  readonly needs: readonly Need[];
  /** Settings of it that cannot be met, whatever is to be done. */
  readonly refusals?: (values: StackValues) => readonly Problem[];
  /** What is worth saying before it starts. */
  readonly remarks?: (values: StackValues) => readonly string[];
  /** Programs that `init` brings; `up` takes what is there. */
  readonly provide?: (values: StackValues) => readonly Task[];
  /** What makes it impossible to run on this machine, as far as the values tell. */
  readonly obstacles?: (values: StackValues) => readonly Problem[];
  /** Ways in which it is open to other machines that metaton cannot close; one sentence each. */
  readonly exposure?: (values: StackValues) => readonly string[];
  /** What is to be done before it starts, in this order. */
  readonly prepare?: (values: StackValues) => readonly Task[];
  /** Copies of certificates and keys where the program or the guide look for them; `to` is absolute. */
  readonly copies?: (values: StackValues) => readonly FileCopy[];
  /** Certificates that come with its code, relative to the checkout: not to be shown to anybody. */
  readonly ships?: readonly string[];
  /** What must be true of the others before it may start, where "ready" says too much. */
  readonly gate?: (values: StackValues) => Readiness | undefined;
  /** Absent for a task: it is completed when what it prepares is done. */
  readonly launch?: (values: StackValues) => LaunchSpec | undefined;
  readonly environment?: (values: StackValues) => Environment;
  /** Variables of the user's shell that would lead it astray; a trailing `*` stands for any ending. */
  readonly scrub?: readonly string[];
  readonly readiness?: (values: StackValues) => Readiness;
  /** How it tells that it compiles, if it does. */
  readonly compiles?: CompileMarks;
  /** Lines that it repeats for everyone who asks in vain: the screen shows the first. */
  readonly noise?: RegExp;
  /** `always` where absent: most services are meant to run on. */
  readonly restart?: RestartPolicy;
  /** When what it was started with is out of date. */
  readonly renewal?: (values: StackValues) => Renewal;
  /** Memory that it takes at most while it starts, MiB; absent where that is little. */
  readonly startMemoryMiB?: number;
  /** On a server or in a cluster; absent for a task, nothing where it is not to run there. */
  readonly container?: (values: ContainerValues) => ContainerSpec | undefined;
  /** What is to be done once it answers, before those that need it ready may go on. */
  readonly finish?: (values: StackValues) => readonly Task[];
  /** How a developer talks to it while it runs. */
  readonly console?: (values: StackValues) => ConsoleSpec;
  readonly urls: (values: StackValues) => readonly ServiceUrl[];
  readonly proofs?: (values: StackValues) => readonly Proof[];
  readonly stop?: Stop;
  /** Services that this one still uses while it stops, although it does not need them to start. */
  readonly stopsBefore?: readonly string[];
}

/** Code that lives in a checkout of its own, or in a folder of another service's checkout. */
export type Source = CodeBase &
  (
    | {
        readonly kind: 'checkout';
        readonly repositories: Readonly<Record<Preset, Repository>>;
        /** What cloning it takes from the network, about. */
        readonly cloneMiB?: number;
      }
    | {
        readonly kind: 'folder-of';
        readonly service: string;
        readonly folder: string;
      }
  );

interface CodeBase {
  /** Files that tell the code from any other: all must be there. */
  readonly marks: readonly string[];
  /** Newest era first; absent where the programs do not matter. */
  readonly toolchains?: readonly Toolchain[];
  readonly install: InstallCommand;
}

/** How dependencies are installed, the folder whose presence says that they are, and the file that says which. */
export interface InstallCommand {
  /** Programs with their arguments, run one after the other. An era may add arguments to the last. */
  readonly commands: readonly CommandWords[];
  readonly produces: string;
  readonly lock: string;
  readonly environment?: Environment;
  /** What it takes on the disk, about. */
  readonly installedMiB?: number;
  /** Memory that it takes at most, MiB: where there is little, installs come one after the other. */
  readonly memoryMiB?: number;
  /** Paths in which it fails, and why. */
  readonly failsIn?: { readonly path: RegExp; readonly because: string };
}

/** A port of a service. */
export interface Port {
  readonly number: number;
  /** Why upstream does not let it move; absent when a setting may move it. */
  readonly fixedBecause?: string;
  /** What else can be done when another program has it. */
  readonly ifTaken?: string;
  /** What answers there. */
  readonly protocol: 'https' | 'http' | 'postgres' | 'erlang' | 'tcp';
}

/** A service that must have come so far before this one starts. */
export interface Need {
  readonly service: string;
  readonly until: 'started' | 'ready' | 'completed';
}

/** One thing to do, with the words for it. */
export interface Task {
  readonly title: string;
  /** True when it need not wait for the tasks before it. */
  readonly isIndependent?: boolean;
  readonly action: Action;
}

/** What is started: a program in the checkout, or the embedded Postgres. */
export type LaunchSpec =
  | {
      readonly kind: 'command';
      readonly command: Pick<Command, 'program' | 'args'> & {
        readonly cwd?: string;
        /** What only a process without a terminal needs, beside its `environment`. */
        readonly env?: Environment;
      };
    }
  | { readonly kind: 'postgres'; readonly cluster: string; readonly build?: PostgresBuild | undefined };

/** A program that takes the terminal, or a socket at which the service itself reads and writes. */
export type ConsoleSpec =
  | { readonly kind: 'command'; readonly command: Pick<Command, 'program' | 'args' | 'env'> }
  | { readonly kind: 'socket'; readonly path: string };

/** An address worth showing to the user. */
export interface ServiceUrl {
  readonly label: string;
  readonly url: string;
}

/** Identity at run time; at compile time it checks the shape. */
export const defineService = (service: ServiceDefinition): ServiceDefinition => service;
