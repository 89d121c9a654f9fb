import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { DATABASE, SUPERUSER } from "./cluster.ts";

/** The URL of the embedded server if it runs and lets us in: for commands beside a running service. */
export async function runningDatabaseUrl(dataDir: string): Promise<string | null> {
  const home = join(dataDir, "postgres");
  const read = (path: string) => readFile(path, "utf8").catch(() => "");
  const password = await read(join(home, "password"));
  const port = Number.parseInt((await read(join(home, "data", "postmaster.pid"))).split("\n")[3] ?? "", 10);
  if (password === "" || !Number.isInteger(port)) return null;
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${DATABASE}`;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return url;
  } catch {
    // Nobody answers at that port any more: the server is not running.
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}
