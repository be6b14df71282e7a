/** What code of some era is run and installed with. */
import type { CheckoutSnapshot } from './patch.ts';

/** One era's programs. */
export interface Toolchain {
  /** Decides from file texts alone. The first of a service that matches wins; the last matches always. */
  readonly matches: (checkout: CheckoutSnapshot) => boolean;
  readonly runtime: Runtime;
  /** Arguments that installing needs in this era beside the usual ones. */
  readonly installArgs?: readonly string[];
  /** In place of the usual commands. */
  readonly installCommands?: readonly (readonly [program: string, ...args: string[]])[];
}

/** Programs of which versions matter. */
export type Runtime = NodeRuntime | ElixirRuntime;

/** Node with the package manager of its time. */
export interface NodeRuntime {
  readonly kind: 'node';
  /** Of this major any version will do; this very one is fetched where there is none. */
  readonly version: string;
  /** The npm that came with that version. */
  readonly npm: string;
  /** Installs with yarn 1. */
  readonly isYarn?: boolean;
}

/** Elixir on Erlang/OTP. */
export interface ElixirRuntime {
  readonly kind: 'elixir';
  /** The versions that upstream itself uses. */
  readonly elixir: string;
  readonly erlang: string;
  /** What upstream's own builds begin with, and what stands in where neither can be installed. */
  readonly image: string;
  /** Majors of OTP on which the code is known to run. */
  readonly otp: readonly number[];
  /** Majors on which it may run, and is not known to. */
  readonly otpUntried: readonly number[];
  /** Oldest Elixir, as `major.minor`. */
  readonly oldestElixir: string;
  /** Why others do not do. */
  readonly because: string;
}

/** What stands for an image in place of a folder, where the settings name a runtime. */
export const dockerWord = 'docker';

/** Whether there is an image that a service can be run in. */
export const hasImage = (toolchains: readonly Toolchain[] = []): boolean =>
  toolchains.some(({ runtime }) => runtime.kind === 'elixir');

/** What a service without an image may name as its runtime. */
export const runtimeExpected = (
  services: readonly { readonly name: string; readonly source?: { readonly toolchains?: readonly Toolchain[] } }[],
): string => {
  const withImage = services.filter(({ source }) => hasImage(source?.toolchains)).map(({ name }) => name);
  return `a folder: ${dockerWord} is for ${withImage.join(', ')} alone`;
};

/** Where a runtime was found: what `init` remembers, so that later commands need not look. */
export interface FoundRuntime {
  /** What it was found for: another wish needs another search. */
  readonly wish: string;
  /** Folders put first on PATH. */
  readonly path: readonly string[];
  /** `Node 16.20.2`, for people and for knowing when to install anew. */
  readonly version: string;
  /** `nvm`, `PATH`, `metaton.yaml`, `npm`, `Docker`. */
  readonly from: string;
  /** What is worth a warning. */
  readonly remark?: string | undefined;
}

/** Folders in which version managers keep what they have installed: `<folder>/<version>/<programs>`. */
export interface VersionFolder {
  readonly manager: string;
  readonly tool: 'node' | 'elixir' | 'erlang';
  readonly folder: string;
  /** Where the programs are below a version. */
  readonly programs: string;
}

/** What was looked for, in one line: equal lines are served by the same runtime. */
export const wishOf = (runtime: Runtime, named: string | undefined, forInstall: boolean): string =>
  [
    runtime.kind === 'node'
      ? `node ${runtime.version}${forInstall ? ` with ${runtime.isYarn === true ? 'yarn' : `npm ${runtime.npm}`}` : ''}`
      : `elixir ${runtime.elixir} erlang ${runtime.erlang}`,
    ...(named === undefined ? [] : [`in ${named}`]),
  ].join(' ');

/** The programs of a checkout's time. */
export const toolchainOf = (toolchains: readonly Toolchain[] = [], checkout: CheckoutSnapshot): Toolchain | undefined =>
  toolchains.find(({ matches }) => matches(checkout));

/** Whether what was found is what is wanted now. */
export const isWanted = (
  found: FoundRuntime,
  toolchain: Toolchain,
  named: string | undefined,
  forInstall: boolean,
): boolean =>
  // What installs also runs.
  (forInstall ? [true] : [true, false]).some((each) => wishOf(toolchain.runtime, named, each) === found.wish);
