/** The commands of metaton as a value, for whoever tells others of them. */

/** A command, and those below it. */
export interface CommandTree {
  /** All the words that lead to it: `metaton db psql`. */
  readonly path: string;
  readonly summary: string;
  readonly arguments: readonly CommandArgument[];
  /** Its own; those of the commands above it count as well. */
  readonly options: readonly CommandOption[];
  /** What its help shows below the rest: examples. */
  readonly after: string;
  readonly commands: readonly CommandTree[];
}

/** A word that a command takes. */
export interface CommandArgument {
  /** As it stands in the usage: `[id...]`. */
  readonly usage: string;
  readonly summary: string;
  readonly value: Value;
}

/** A flag of a command. */
export interface CommandOption {
  /** As they are typed: `-C`, `--workspace`. */
  readonly flags: readonly string[];
  /** As in the usage: `-C, --workspace <dir>`. */
  readonly usage: string;
  readonly summary: string;
  /** Absent where it is a flag alone. */
  readonly value: Value | undefined;
}

/** What may stand for a value. */
export interface Value {
  readonly kind: 'service' | 'folder' | 'file' | 'words' | 'other';
  /** Those that may be chosen from, for `words`. */
  readonly words: readonly string[];
  readonly isMany: boolean;
}

/** The command and all below it. */
export const allBelow = (tree: CommandTree): readonly CommandTree[] => [tree, ...tree.commands.flatMap(allBelow)];
