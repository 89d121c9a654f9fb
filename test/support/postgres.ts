/** One throw-away PostgreSQL for the whole run; each test file gets databases copied from a migrated template. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../src/db/embedded/index.ts";
import { migrateToLatest } from "../../src/db/migrate.ts";
import { jobQueue } from "../../src/jobs/queue.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** The queue's tables too, so that a service of a test finds its database as a second start would. */
async function withJobs(connectionString: string): Promise<void> {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const jobs = jobQueue({ connectionString }, "textback_jobs", log, () => false);
  await jobs.start();
  await jobs.stop();
}

const TEMPLATE = "textback_template";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const dataDir = given === undefined ? await mkdtemp(join(tmpdir(), "textback-test-")) : null;
  const server =
    dataDir === null
      ? null
      : await startEmbeddedPostgres({
          dataDir,
          settings: {
            fsync: "off",
            synchronous_commit: "off",
            full_page_writes: "off",
            max_connections: "200",
          },
        });
  const url = server?.url ?? given ?? "";
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`drop database if exists ${TEMPLATE}`);
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const template = new URL(url);
  template.pathname = `/${TEMPLATE}`;
  await migrateToLatest(template.href);
  await withJobs(template.href);
  project.provide("postgresUrl", url);
  return async () => {
    await server?.stop();
    if (dataDir !== null) await rm(dataDir, { recursive: true, force: true });
  };
}
