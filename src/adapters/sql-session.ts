/** Connections to Postgres by the driver `pg`, for one piece of work or for a session. */
import type { Client, ClientConfig } from 'pg';
import type { SqlError, SqlResult, SqlSession } from '../model/sql.ts';

/** Longest wait for a connection: a server on the LAN answers within milliseconds. */
const connectWithinMs = 3000;

/** Longest wait for one statement: CREATE DATABASE copies a template, which takes seconds on a slow disk. */
const answerWithinMs = 30_000;

/** One connection for one piece of work, always ended. */
export async function connected<T>(config: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await makeClient({ query_timeout: answerWithinMs, ...config });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

async function makeClient(config: ClientConfig): Promise<Client> {
  const pg = await import('pg');
  const client = new pg.Client({
    connectionTimeoutMillis: connectWithinMs,
    // What the URL says goes first; PGSSLMODE in the user's shell has no say.
    ssl: false,
    // Every value as the text that the server sent.
    types: { getTypeParser: () => (text: string) => text },
    ...config,
  });
  // The server may go while nothing is asked of it; the next query then says so.
  client.on('error', () => undefined);
  return client;
}

/** A session of a person or a script: statements take as long as they take. */
export async function openSqlSession(url: string): Promise<SqlSession> {
  const client = await makeClient({ connectionString: url });
  await client.connect();
  return {
    run: async (sql) => {
      try {
        const answer: unknown = await client.query({ text: sql, rowMode: 'array' });
        return { results: [answer].flat().map((result) => resultOf(result as Answer)) };
      } catch (error) {
        return { error: errorOf(error) };
      }
    },
    cancel: async () => {
      const { processID } = client as unknown as { readonly processID: number };
      await connected({ connectionString: url }, (other) => other.query(`SELECT pg_cancel_backend(${processID})`));
    },
    close: () => client.end(),
  };
}

/** What the driver gives, an empty statement included. */
interface Answer {
  readonly command: string | null;
  readonly fields: readonly { readonly name: string }[];
  readonly rows: (string | null)[][];
  readonly rowCount: number | null;
}

const resultOf = ({ command, fields, rows, rowCount }: Answer): SqlResult => ({
  command: command ?? '',
  columns: fields.map(({ name }) => name),
  rows,
  count: rowCount ?? undefined,
});

function errorOf(error: unknown): SqlError {
  const { message, code, detail, hint, position } = error as Error &
    Record<'code' | 'detail' | 'hint' | 'position', string | undefined>;
  const place = Number(position);
  return { message, code, detail, hint, position: Number.isInteger(place) && place > 0 ? place : undefined };
}
