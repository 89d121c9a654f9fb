import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEmbeddedPostgres } from "../../src/db/embedded/index.ts";

async function query(url: string, text: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded PostgreSQL", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "textback-embedded-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it("starts, keeps its data over a second start, and stays on the same port", async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    expect(first.adopted).toBe(false);
    await query(first.url, "create table t as select 42 as n");
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir });
    expect(await query(second.url, "select n from t")).toEqual([{ n: 42 }]);
    expect(new URL(second.url).port).toBe(new URL(first.url).port);
    expect(await query(second.url, "select current_setting('fsync') as fsync")).toEqual([{ fsync: "on" }]);
    await second.stop();
  });

  it("is adopted by the next service when its own was killed", async () => {
    const fixture = fileURLToPath(new URL("../fixtures/own-database.ts", import.meta.url));
    const child = spawn(process.execPath, [fixture, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const { url } = JSON.parse(String(line));
    await query(url, "create table t as select 7 as n");
    child.kill("SIGKILL");
    await once(child, "exit");
    // Its lock goes when the server has noticed that the connection is gone.
    const next = await untilOwned(dataDir);
    expect(next.adopted).toBe(true);
    expect(await query(next.url, "select n from t")).toEqual([{ n: 7 }]);
    await next.stop();
  });

  it("recovers what was committed when it was itself killed", async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    await query(first.url, "create table t as select 9 as n");
    const pid = Number.parseInt(
      (await readFile(join(dataDir, "postgres/data/postmaster.pid"), "utf8")).split("\n")[0] ?? "",
      10,
    );
    process.kill(pid, "SIGKILL");
    await expect
      .poll(() =>
        query(first.url, "select 1").then(
          () => "up",
          () => "down",
        ),
      )
      .toBe("down");
    const next = await untilOwned(dataDir);
    expect(await query(next.url, "select n from t")).toEqual([{ n: 9 }]);
    await next.stop();
  });

  it("says who has the folder when a second service starts on it, and leaves the first alone", async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: "data_dir_in_use",
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(await query(first.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await first.stop();
  });

  it("lets one of two that start at the same moment on a new folder have it", async () => {
    const results = await Promise.allSettled([
      startEmbeddedPostgres({ dataDir }),
      startEmbeddedPostgres({ dataDir }),
    ]);
    const won = results.filter((result) => result.status === "fulfilled");
    expect(won).toHaveLength(1);
    expect(results.find((result) => result.status === "rejected")).toMatchObject({
      reason: { code: "data_dir_in_use" },
    });
    for (const { value } of won) await value.stop();
  });

  it("is not troubled by a first start that was cut off, and works from a relative folder", async () => {
    await mkdir(join(dataDir, "postgres.new-1-dead/data"), { recursive: true });
    const server = await startEmbeddedPostgres({ dataDir: relative(process.cwd(), dataDir) });
    expect(await query(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await server.stop();
    expect(await readdir(dataDir)).toContain("postgres");
  });

  it.skipIf(process.getuid?.() !== 0)(
    "works as root below a folder that only root may enter (skipped for others)",
    async () => {
      await chmod(dataDir, 0o700);
      const server = await startEmbeddedPostgres({ dataDir: join(dataDir, "deep", "down") });
      expect(await query(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
      await server.stop();
    },
  );

  it("listens on loopback only, and lets nobody in without the password", async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    expect(await query(server.url, "select current_setting('listen_addresses') as at")).toEqual([
      { at: "127.0.0.1" },
    ]);
    const wrong = new URL(server.url);
    wrong.password = "guess";
    await expect(query(wrong.href, "select 1")).rejects.toThrow("password authentication failed");
    for (const address of Object.values(networkInterfaces())
      .flat()
      .filter((each) => each?.internal === false && each.family === "IPv4")) {
      const outside = new URL(server.url);
      outside.hostname = address?.address ?? "";
      await expect(query(outside.href, "select 1")).rejects.toThrow(/ECONNREFUSED/);
    }
    await server.stop();
  });
});

async function untilOwned(dataDir: string) {
  for (;;) {
    try {
      return await startEmbeddedPostgres({ dataDir });
    } catch (error) {
      if (
        (error as { code?: string }).code !== "data_dir_in_use" &&
        (error as { code?: string }).code !== "start_failed"
      )
        throw error;
    }
  }
}
