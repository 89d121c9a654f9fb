import type pg from "pg";

/**
 * Does the work under a lock that all processes on this database share, or not at all when it is taken. The lock
 * belongs to a connection that does nothing else, so a process that dies lets go of it; and because nothing but
 * time is saved by it (what runs under it may safely run twice), a connection lost meanwhile does no harm.
 */
export async function exclusively(pool: pg.Pool, what: string, work: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect();
  let unusable = false;
  try {
    const { rows } = await client.query("select pg_try_advisory_lock(hashtextextended($1, 0)) as taken", [
      what,
    ]);
    if (rows[0]?.taken !== true) return false;
    try {
      await work();
      return true;
    } finally {
      await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [what]).catch(() => {
        // Closing the connection lets go as well.
        unusable = true;
      });
    }
  } finally {
    client.release(unusable);
  }
}
