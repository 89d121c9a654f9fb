/**
 * A dump of our tables: gzipped lines of JSON. The first line says what it is and holds a sealed word, so
 * that a restore knows before it writes anything whether the secret opens what is inside. Jobs are not in
 * it: they only say "look at this", and the sweep makes them anew from the rows.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type pg from "pg";
import type { Sealer } from "../app/context.ts";
import { OperatorError } from "../domain/errors.ts";
import { DATA_TABLES } from "./executor.ts";
import { newestMigration } from "./migrate.ts";

const FORMAT = "textback-backup-1";
const ABOUT = "backup";
const WORD = "this secret opens this backup";
const ROWS_PER_STATEMENT = 500;

export class BackupError extends OperatorError {}

interface Header {
  readonly format: string;
  readonly migration: string;
  readonly sealed: string;
}

const quoted = (...names: string[]): string =>
  names.map((name) => `"${name.replaceAll('"', '""')}"`).join(".");

export async function backup(pool: pg.Pool, schema: string, sealer: Sealer, file: string): Promise<number> {
  const client = await pool.connect();
  let rows = 0;
  try {
    // One snapshot for all tables: the ledger and the texts must fit each other.
    await client.query("begin isolation level repeatable read read only");
    const header: Header = {
      format: FORMAT,
      migration: newestMigration(),
      sealed: await sealer.seal(WORD, ABOUT),
    };
    async function* lines() {
      yield `${JSON.stringify(header)}\n`;
      for (const table of DATA_TABLES) {
        const cursor = `backup_${table}`;
        await client.query(
          `declare ${cursor} cursor for select row_to_json(x)::text as row from ${quoted(schema, table)} x`,
        );
        for (;;) {
          const found = await client.query(`fetch ${ROWS_PER_STATEMENT} from ${cursor}`);
          if (found.rows.length === 0) break;
          for (const { row } of found.rows) yield `${JSON.stringify(table)}\t${row}\n`;
          rows += found.rows.length;
        }
        await client.query(`close ${cursor}`);
      }
    }
    await pipeline(lines(), createGzip(), createWriteStream(file, { mode: 0o600, flags: "wx" }));
    await client.query("commit");
    return rows;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** Into an empty, migrated database; all or nothing. */
export async function restore(pool: pg.Pool, schema: string, sealer: Sealer, file: string): Promise<number> {
  const client = await pool.connect();
  let rows = 0;
  let header: Header | null = null;
  let table = "";
  let batch: string[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const name = quoted(schema, table);
    await client.query(
      `insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, $1::json)`,
      [`[${batch.join(",")}]`],
    );
    rows += batch.length;
    batch = [];
  };
  try {
    await client.query("begin");
    for await (const line of linesOf(file)) {
      if (header === null) {
        header = await checkHeader(line, sealer);
        await refuseUnlessEmpty(client, schema);
        continue;
      }
      const tab = line.indexOf("\t");
      const name = JSON.parse(line.slice(0, tab)) as string;
      if (!(DATA_TABLES as readonly string[]).includes(name))
        throw new BackupError(`Unknown table in backup: ${name}`);
      if (name !== table || batch.length >= ROWS_PER_STATEMENT) await flush();
      table = name;
      batch.push(line.slice(tab + 1));
    }
    if (header === null) throw new BackupError("The file is empty.");
    await flush();
    await client.query(
      `select setval(pg_get_serial_sequence($1, 'id'), greatest((select max(id) from ${quoted(schema, "audit")}), 1))`,
      [quoted(schema, "audit")],
    );
    await client.query("commit");
    return rows;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** Made only where it is read: a readline that nobody iterates yet loses its first lines. */
const linesOf = (file: string): AsyncIterable<string> =>
  createInterface({
    input: createReadStream(file).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });

async function checkHeader(line: string, sealer: Sealer): Promise<Header> {
  let header: Header;
  try {
    header = JSON.parse(line);
  } catch (cause) {
    throw new BackupError("This file is not a backup of textback.", { cause });
  }
  if (header.format !== FORMAT) throw new BackupError("This file is not a backup of textback.");
  if (header.migration !== newestMigration())
    throw new BackupError(
      `The backup is of schema ${header.migration}, this version has ${newestMigration()}.`,
    );
  try {
    await sealer.open(header.sealed, ABOUT);
  } catch (cause) {
    throw new BackupError(
      "TEXTBACK_SECRET does not open this backup. Set the secret that was in use when it was made.",
      { cause },
    );
  }
  return header;
}

async function refuseUnlessEmpty(client: pg.PoolClient, schema: string): Promise<void> {
  const { rows } = await client.query(
    `select exists (select 1 from ${quoted(schema, "businesses")}) as used`,
  );
  if (rows[0]?.used === true)
    throw new BackupError(
      "The database is not empty. Restore into a new one: a backup is never mixed with other data.",
    );
  // Migration makes the system's own account; the backup brings it with its balance.
  await client.query(`delete from ${quoted(schema, "credit_accounts")} where business_id is null`);
}
