/** Programs that metaton brings from where their makers publish them. */

/** One published archive with one program in it. */
export interface ToolRelease {
  readonly tool: string;
  readonly version: string;
  /** As Node names them: `linux-x64`. */
  readonly platform: string;
  /** Where its makers publish it, whatever mirror it comes from: what metaton.lock records. */
  readonly url: string;
  readonly archive: 'tar.xz' | 'zip';
  /** Name of the file in the archive, in whatever folder. */
  readonly program: string;
  /** Known beforehand for a few; of the others the first download is trusted, and held to ever after. */
  readonly sha256?: string;
}

/** What is to be brought, and where to. */
export interface ToolWish {
  readonly release: ToolRelease;
  /** Where to get it: its own URL, or a mirror's. */
  readonly from: string;
  readonly workspace: string;
  readonly state: string;
  /** Nothing may be fetched: what is there must do. */
  readonly isOffline: boolean;
  /** What is used where it cannot be brought, in words; a Problem where there is nothing. */
  readonly standIn: string | undefined;
}

/** A program that is there already, and the version that it says it has, or why it does not run. */
export type FoundProgram =
  { readonly program: string; readonly version: string } | { readonly program: string; readonly why: string };

/** What metaton.lock has of a release. */
export interface ToolPin {
  readonly url: string;
  /** Of the archive. */
  readonly sha256: string;
  /** Of the program in it. */
  readonly programSha256: string;
}

/** Where the pin of a release stands in metaton.lock. */
export const pinKeys = ({ tool, version, platform }: Pick<ToolRelease, 'tool' | 'version' | 'platform'>) =>
  ['tools', tool, version, platform] as const;

/** Where the program of a release is put. */
export const programOf = ({ tool, version, program }: ToolRelease, state: string): string =>
  `${state}/bin/${tool}-${version}/${program}`;
