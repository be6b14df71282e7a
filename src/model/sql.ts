/** SQL asked of a database in a session, and what comes back. */

/** One connection, for as long as somebody asks. Opening it rejects with the driver's error. */
export interface SqlSession {
  /** One or several statements; what the server refuses is an answer. */
  readonly run: (sql: string) => Promise<{ readonly results: readonly SqlResult[] } | { readonly error: SqlError }>;
  /** Ends the statement that is being run. */
  readonly cancel: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What one statement answered. */
export interface SqlResult {
  /** `SELECT`, `INSERT`; empty for an empty statement. */
  readonly command: string;
  readonly columns: readonly string[];
  /** Every value as the text that the server sent. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly count: number | undefined;
}

/** What the server has against a statement. */
export interface SqlError {
  readonly message: string;
  /** SQLSTATE, or the network's own. */
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  /** Character of the statement, from 1. */
  readonly position: number | undefined;
}
