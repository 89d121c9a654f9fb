import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A database of one's own, migrated, empty. */
export async function freshDatabase(): Promise<TestDatabase> {
  const postgresUrl = inject("postgresUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await ask(postgresUrl, `create database ${name} template textback_template`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => ask(postgresUrl, `drop database ${name} with (force)`) };
}

const used: TestDatabase[] = [];

/**
 * One that an earlier test of the same file may have had, emptied: in a fraction of the time of a fresh one. For tests that
 * leave tables as they are.
 */
export async function emptyDatabase(): Promise<TestDatabase> {
  const database = used.pop() ?? (await freshDatabase());
  return {
    url: database.url,
    async drop() {
      await ask(database.url, EMPTY);
      used.push(database);
    },
  };
}

/** As in the template: what migrations and the queue have written down of themselves stays. */
const EMPTY = `
  do $$
  declare
    filled record;
  begin
    perform pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid();
    set local session_replication_role = replica;
    for filled in
      select relnamespace::regnamespace::text as schema, relname as name from pg_class
      where relkind = 'r' and relnamespace::regnamespace::text in ('textback', 'textback_jobs')
        and relname not in ('kysely_migration', 'kysely_migration_lock', 'version', 'queue')
    loop
      execute format('delete from %I.%I', filled.schema, filled.name);
    end loop;
    insert into textback.credit_accounts select * from pristine.credit_accounts;
    perform setval(format('%I.%I', schemaname, sequencename), start_value, false) from pg_sequences;
  end $$`;

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
