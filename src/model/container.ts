/** What a service file says of running on a server or in a cluster, in a container of its own. */
import type { CommandWords } from './command.ts';
import type { Toolchain } from './toolchain.ts';

/** Everything that a container is rendered with: resolved once per export. */
export interface ContainerValues {
  /** The public name of the stack. */
  readonly host: string;
  /** The public name of one of its parts: `cors` gives `cors.example.org`. */
  readonly publicHost: (prefix: string) => string;
  /** Under which the others reach a service. */
  readonly address: (service: string) => string;
  /** Under which a service finds all of its copies. */
  readonly addressOfAll: (service: string) => string;
  /** Each of the copies of a service with media; the prefix is that of its route. */
  readonly instances: (service: string, prefix: string) => readonly Instance[];
  /** How many copies there are, at the most, of what grows with those who are there. */
  readonly mostCopies: number;
  readonly toolchain: (service: string) => Toolchain | undefined;
  readonly database: {
    /** True when one comes along; `host` then says nothing. */
    readonly isOwn: boolean;
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly name: string;
  };
  readonly postgrest: { readonly version: string };
  /** A preload that confines a Node program to loopback, where it would else listen on a public address. */
  readonly confines: string | undefined;
}

/** One of several copies of a service, each with a name of its own. */
export interface Instance {
  /** What browsers call it. */
  readonly publicHost: string;
  /** What the other services call it. */
  readonly address: string;
}

/** A service in a container. */
export interface ContainerSpec {
  readonly image: Image;
  /** In place of the image's own. */
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What the user has to say, with what holds until then; variables of the container. */
  readonly settings?: Readonly<Record<string, Setting>>;
  /** Files in `/run/secrets`, by name. */
  readonly secrets: Readonly<Record<string, SecretRecipe>>;
  /** Files without secrets, by absolute path. */
  readonly files: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, number>>;
  readonly volume?: Volume;
  /** The user and the group that it runs as. */
  readonly user: number;
  /** In place of what the service says of its readiness. */
  readonly health?: Health;
  /** How long it may take until it first answers, ms. */
  readonly startsWithinMs: number;
  readonly needs: readonly string[];
  /** Which services may reach which of its ports; beside those who are let in from outside. */
  readonly callers: Readonly<Record<string, readonly string[]>>;
  readonly routes: readonly Route[];
  /** How it grows with the crowd. */
  readonly grows: Growth;
  /** Ports at which its copies find each other. */
  readonly cluster?: readonly PortRange[];
  readonly media?: Media;
}

/** What a container is made from. */
export type Image =
  | { readonly kind: 'official'; readonly name: string }
  | {
      readonly kind: 'built';
      /** In which the code is built. */
      readonly builder: Stage;
      /** What is run: the container's own. */
      readonly result: Stage;
      /** From the first to the second. */
      readonly copies: Readonly<Record<string, string>>;
      /** Folder for the code; the service's own folder in it is where the commands run. */
      readonly folder: string;
      readonly environment: Readonly<Record<string, string>>;
      readonly commands: readonly (CommandWords | string)[];
    };

/** A stage of an image. */
export interface Stage {
  readonly from: string;
  readonly manager?: 'apt' | 'apk';
  readonly packages?: readonly string[];
  /** Lines for the shell, as root. */
  readonly commands?: readonly string[];
}

/** What only the user knows. */
export interface Setting {
  readonly says: string;
  readonly value: string;
}

/** How a secret comes to be. Once it is there, it stays. */
export type SecretRecipe =
  | { readonly kind: 'random' }
  /** Of the key pair that signs permissions. */
  | { readonly kind: 'perms'; readonly file: 'perms.pem' | 'perms.pub.pem' | 'reticulum-jwk.json' }
  /** Made of others: each `{name}` is replaced. */
  | { readonly kind: 'text'; readonly text: string }
  /** The password of the database: made, or the user's own. */
  | { readonly kind: 'database-password' }
  /** Empty until the user writes it. */
  | { readonly kind: 'user'; readonly says: string };

/** What outlives a container. */
export interface Volume {
  readonly path: string;
  readonly gibibytes: number;
  /** True where all copies must see the same. */
  readonly isShared: boolean;
}

/** A question whose good answer says that it serves. */
export type Health =
  | { readonly kind: 'http'; readonly scheme: 'http' | 'https'; readonly port: number; readonly path: string }
  /** One with a shell inside the container. */
  | { readonly kind: 'command'; readonly command: readonly string[] };

/** What of the public name leads here. */
export interface Route {
  /** Of the host; empty for the host itself. */
  readonly prefix: string;
  readonly path: string;
  /** One of its ports, by name. */
  readonly port: string;
  readonly isTls: boolean;
  /** True where each copy has a name of its own. */
  readonly isPerInstance?: boolean;
}

/** What more users need more of. */
export type Growth = 'app' | 'stream' | 'database' | 'little';

/** Ports from one to another, both included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Media that goes past the proxy, straight to the machine. The image has sh, curl and jq. */
export interface Media extends PortRange {
  /** The variable that is given the public address of the machine. */
  readonly announce: string;
  /** Of these ports, what each user takes. */
  readonly portsPerUser: number;
}
