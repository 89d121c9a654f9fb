/**
 * Statements on a connection. Each is prepared once per connection under a name of its own, so that Postgres
 * parses and plans it once; and where the pool allows pipelining, what is asked at once goes out at once.
 */
import type { Writable } from "node:stream";
import type pg from "pg";

export interface Session {
  query(text: string, values: readonly unknown[]): Promise<pg.QueryArrayResult<unknown[]>>;
}

/** More texts than this are not ours but generated (lists of many lengths): they are not worth keeping prepared. */
const MAX_PREPARED = 400;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_PREPARED) return known;
  const name = `textback_${names.size}`;
  names.set(text, name);
  return name;
}

const statement = (text: string, values: readonly unknown[]): pg.QueryArrayConfig => {
  const name = nameOf(text);
  return { text, values: [...values], rowMode: "array", ...(name === undefined ? {} : { name }) };
};

/** Each statement for itself, on whichever connection is free. */
export const poolSession = (pool: pg.Pool): Session => ({
  query: (text, values) => pool.query(statement(text, values)),
});

/**
 * What is asked in one turn of the event loop leaves in one write: a third of the service's time went into
 * single writes, each of which woke a process of Postgres up. A socket counts its corks, so they may nest.
 */
function holdBack(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** On one connection. A host application's may not be pipelined: then statements wait for each other here. */
export function clientSession(client: pg.PoolClient): Session {
  if (client.pipeline) {
    return {
      query(text, values) {
        holdBack(client);
        return client.query(statement(text, values));
      },
    };
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    query(text, values) {
      const result = last.then(() => client.query(statement(text, values)));
      last = result.catch(() => {});
      return result;
    },
  };
}

/**
 * All or nothing. `begin` is not waited for: it leaves together with the first statement. Should a statement
 * have failed without anybody noticing, Postgres answers the commit with a rollback, and so do we.
 */
export async function transaction<T>(pool: pg.Pool, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const session = clientSession(client);
  let unusable = false;
  try {
    const begun = session.query("begin", []);
    const [result] = await Promise.all([work(session), begun]);
    const { command } = await session.query("commit", []);
    if (command !== "COMMIT") throw new Error("A statement of this transaction had failed: rolled back.");
    return result;
  } catch (error) {
    unusable = hasStalePlan(error);
    await session.query("rollback", []).catch(() => {
      unusable = true;
    });
    throw error;
  } finally {
    client.release(unusable);
  }
}

/** A migration beside us changed a table under a prepared statement: a new connection prepares it anew. */
export const hasStalePlan = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === "0A000" && typeof message === "string" && message.includes("cached plan");
};
