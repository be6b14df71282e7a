/** What metaton knows of itself. */

/** Where metaton itself lives. */
export interface Installation {
  readonly version: string;
  /** Folder that holds `templates/` and `dist/`. */
  readonly root: string;
  /** The Node that runs metaton. */
  readonly node: string;
  readonly platform: string;
  readonly architecture: string;
  /** The user's data folder for metaton: the authority lives below it. */
  readonly dataFolder: string;
  /** Absolute path of a PostgREST; absent where there is none for this platform. */
  readonly postgrest: string | undefined;
}
