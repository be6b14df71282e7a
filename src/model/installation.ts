/** What metaton knows of itself. */

import type { FoundProgram } from './tool.ts';
import type { VersionFolder } from './toolchain.ts';

/** Where metaton itself lives. */
export interface Installation {
  readonly version: string;
  /** Folder that holds `templates/` and `dist/`. */
  readonly root: string;
  /** The Node that runs metaton. */
  readonly node: string;
  /** Its version, as `20.20.2`. */
  readonly nodeVersion: string;
  /** Where the version managers of this user keep what they have installed. */
  readonly versionFolders: readonly VersionFolder[];
  /** The version of OpenSSL in it. */
  readonly openssl: string;
  readonly platform: string;
  readonly architecture: string;
  /** The user's data folder for metaton: the authority lives below it. */
  readonly dataFolder: string;
  /** Where the stacks of this user that run are noted, whatever their workspace. */
  readonly stacksFolder: string;
  /** Where mkcert has its authority, if it has one. */
  readonly mkcertFolder: string;
  /** The build of PostgREST from npm; absent where there is none for this platform. */
  readonly postgrest: FoundProgram | undefined;
}
