/** Against the real binaries: what the embedded PostgreSQL does when something goes wrong around it. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { backupCommand, restoreCommand } from "../../src/cli/backup.ts";
import { withDatabase } from "../../src/cli/with-database.ts";
import { readConfig } from "../../src/config.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/db/embedded/index.ts";
import { joinEmbeddedPostgres } from "../../src/db/embedded/running.ts";
import { migrateToLatest } from "../../src/db/migrate.ts";

const run = promisify(execFile);
const fixture = fileURLToPath(new URL("../fixtures/own-database.ts", import.meta.url));
const asRoot = process.getuid?.() === 0;
/** As whom the fixture runs when not as ourselves: `daemon`, whom every machine knows; initdb asks for a name. */
const SOMEBODY = 1;

const SECRET = "a secret of more than thirty-two characters";

type Told =
  | { readonly url: string; readonly adopted: boolean }
  | { readonly code: string; readonly message: string };

/** A database made once; making one takes longer than most of what is looked at here. */
let made: string;
let dataDir: string;
let cleanUp: (() => unknown)[];
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), "textback-embedded-made-"));
  await (await startEmbeddedPostgres({ dataDir: made })).stop();
});
afterAll(() => rm(made, { recursive: true, force: true }));
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "textback-embedded-"));
  cleanUp = [() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 })];
});
afterEach(async () => {
  for (const step of cleanUp.reverse()) await step();
});

/** With its owners, as root. */
const copyDatabase = () => run("cp", ["-Rp", join(made, "postgres"), dataDir]);

async function query(url: string, text: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Started in this process, with what it logs. */
async function startOwn(): Promise<EmbeddedPostgres & { said: string[] }> {
  await copyDatabase();
  return start();
}
async function start(folder = dataDir): Promise<EmbeddedPostgres & { said: string[] }> {
  const said: string[] = [];
  const hear = (_fields: object, message: string) => void said.push(message);
  const log = { debug: hear, info: hear, warn: hear, error: hear };
  const server = await startEmbeddedPostgres({ dataDir: folder, log });
  cleanUp.push(server.stop);
  return { ...server, said };
}

/** Started as a service of its own, which can be killed. */
async function startProcess(uid?: number): Promise<{ child: ChildProcess; told: Promise<Told> }> {
  const child = spawn(process.execPath, [fixture, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  cleanUp.push(() => end(child, "SIGTERM"));
  const told = once(createInterface({ input: child.stdout }), "line").then(([line]) => JSON.parse(line));
  return { child, told };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

const pidFile = () => join(dataDir, "postgres/data/postmaster.pid");
const serverPid = async () => Number.parseInt((await readFile(pidFile(), "utf8")).split("\n")[0] ?? "", 10);
const urlOf = (told: Told): string => ("url" in told ? told.url : "");

describe("starting", () => {
  it("keeps its data over a second start, and stays on the same port", async () => {
    const first = await start();
    expect(first.adopted).toBe(false);
    await query(first.url, "create table t as select 42 as n");
    await first.stop();
    const second = await start();
    expect(await query(second.url, "select n from t")).toEqual([{ n: 42 }]);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "select current_setting('fsync') as fsync")).toEqual([{ fsync: "on" }]);
  });

  it("listens on loopback only, and lets nobody in without the password", async () => {
    const server = await startOwn();
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
  });

  it("removes what first starts that were cut off left behind, and works from a relative folder", async () => {
    await mkdir(join(dataDir, "postgres.new-1-dead/data/base"), { recursive: true });
    await writeFile(join(dataDir, "postgres.new-1-dead/password"), "never used");
    const { child } = await startProcess();
    const drafts = async () => (await readdir(dataDir)).filter((name) => name.startsWith("postgres.new-"));
    // Not only the old one is gone: the service's own has been begun.
    await expect.poll(drafts, { interval: 5 }).toEqual([expect.stringMatching(`new-${child.pid}-`)]);
    await end(child, "SIGKILL");
    expect(await drafts()).toHaveLength(1);
    const server = await start(relative(process.cwd(), dataDir));
    expect(await query(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
    expect(await drafts()).toEqual([]);
  });

  it("does not touch a folder in its place that is no database of ours, and says so", async () => {
    await mkdir(join(dataDir, "postgres"));
    await writeFile(join(dataDir, "postgres/notes.txt"), "mine");
    await expect(start()).rejects.toMatchObject({
      code: "init_failed",
      message: expect.stringContaining(`${join(dataDir, "postgres")} stands in the way`),
    });
    expect(await readdir(dataDir)).not.toContainEqual(expect.stringContaining("new-"));
    expect(await readFile(join(dataDir, "postgres/notes.txt"), "utf8")).toBe("mine");
  });
});

describe("users", () => {
  const somebodyCanRun =
    asRoot &&
    spawnSync(process.execPath, ["--check", fixture], { uid: SOMEBODY, gid: SOMEBODY }).status === 0;

  it.skipIf(!asRoot)(
    "works as root below a folder that only root may enter (skipped for others)",
    async () => {
      await chmod(dataDir, 0o700);
      const folder = join(dataDir, "deep", "down");
      await (await start(folder)).stop();
      const server = await start(folder);
      expect(await query(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
    },
  );

  it.skipIf(!somebodyCanRun)(
    "works as an ordinary user: first start, kill -9, adoption, second start (skipped unless root can try)",
    async () => {
      await chown(dataDir, SOMEBODY, SOMEBODY);
      const first = await startProcess(SOMEBODY);
      const { url } = (await first.told) as { url: string };
      await query(url, "create table t as select 5 as n");
      await end(first.child, "SIGKILL");
      const second = await startProcess(SOMEBODY);
      expect(await second.told).toEqual({ url, adopted: true });
      await end(second.child, "SIGTERM");
      const third = await startProcess(SOMEBODY);
      expect(await third.told).toEqual({ url, adopted: false });
      expect(await query(url, "select n from t")).toEqual([{ n: 5 }]);
      await end(third.child, "SIGTERM");
      await expect(start()).rejects.toMatchObject({
        code: "wrong_owner",
        message: expect.stringContaining("made by another user"),
      });
    },
  );
});

describe("two on one folder", () => {
  it("says who has the folder when a second one starts on it, and leaves the first alone", async () => {
    const first = await startOwn();
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: "data_dir_in_use",
      message: expect.stringMatching(
        `process ${process.pid}\\) is already running on the data directory ${dataDir}. Stop it, or set DATA_DIR`,
      ),
    });
    expect(await query(first.url, "select 1 as n")).toEqual([{ n: 1 }]);
  });

  it("lets exactly one of several that start in the same moment have it, with no database yet and with one; after a kill -9 the next adopts what the winner left", async () => {
    let left: string | null = null;
    for (const before of ["no database", "a database"]) {
      const rivals = await Promise.all([startProcess(), startProcess(), startProcess()]);
      const told = await Promise.all(rivals.map((each) => each.told));
      expect(
        told.filter((each) => "url" in each),
        before,
      ).toHaveLength(1);
      const winner = rivals[told.findIndex((each) => "url" in each)]?.child;
      for (const each of told.filter((one) => "code" in one)) {
        expect(each.code).toBe("data_dir_in_use");
        expect(each.message).toContain(`data directory ${dataDir}`);
        expect(each.message).toMatch(/\((process \d+|another process)\)/);
      }
      if (left === null) {
        left = told.map(urlOf).join("");
        await query(left, "create table t as select 7 as n");
        await end(winner as ChildProcess, "SIGTERM");
      } else await end(winner as ChildProcess, "SIGKILL");
    }
    const next = await start();
    expect([next.adopted, next.url]).toEqual([true, left]);
    expect(await query(next.url, "select n from t")).toEqual([{ n: 7 }]);
  });
});

describe("a server that dies under a living service", () => {
  it.each([
    ["was killed", "SIGKILL"],
    ["was stopped at once", "SIGQUIT"],
    ["was told to stop when its last connection closes", "SIGTERM"],
  ] as const)(
    "is started again at the same address when it %s, and pools reconnect",
    async (_how, signal) => {
      const server = await startOwn();
      const pool = new pg.Pool({ connectionString: server.url, connectionTimeoutMillis: 2_000 });
      pool.on("error", () => {});
      await pool.query("create table t as select 9 as n");
      const before = await serverPid();
      const killedAt = new Date();
      process.kill(before, signal);
      const fresh = () =>
        pool.query("select n, pg_postmaster_start_time() > $1 as again from t", [killedAt]).then(
          ({ rows }) => rows[0],
          () => "away",
        );
      await expect.poll(fresh, { timeout: 5_000 }).toEqual({ n: 9, again: true });
      expect(await serverPid()).not.toBe(before);
      // On a busy machine what is left of the old server may still hold the folder at the first try.
      await expect
        .poll(() => server.said.at(-1), { timeout: 5_000 })
        .toBe("the embedded PostgreSQL runs again");
      expect(server.said[0]).toContain("is gone");
      await pool.end();
      await server.stop();
      await expect(readFile(pidFile())).rejects.toThrow("ENOENT");
    },
  );

  it("is tried again, and each time told of, while it cannot start", async () => {
    const server = await startOwn();
    const control = join(dataDir, "postgres/data/global/pg_control");
    await rename(control, `${control}.away`);
    process.kill(await serverPid(), "SIGKILL");
    await expect.poll(() => server.said, { timeout: 10_000 }).toHaveLength(2);
    expect(server.said[1]).toContain("could not be started again");
    await rename(`${control}.away`, control);
    await expect.poll(() => server.said.at(-1), { timeout: 10_000 }).toContain("runs again");
    expect(await query(server.url, "select 1 as n")).toEqual([{ n: 1 }]);
  });

  it("is not started any more once the service stops, in the middle of a restart too", async () => {
    const server = await startOwn();
    process.kill(await serverPid(), "SIGKILL");
    await expect.poll(() => server.said, { interval: 2 }).toHaveLength(1);
    await server.stop();
    await expect(query(server.url, "select 1")).rejects.toThrow("ECONNREFUSED");
    expect(server.said).not.toContainEqual(expect.stringContaining("could not"));
    expect((await start()).adopted).toBe(false);
  });
});

describe("a postmaster.pid that is stale, but whose process id is in use", () => {
  /** A process with the same rights as the server: PostgreSQL by itself would take it for one, and refuse. */
  async function bystander(): Promise<ChildProcess> {
    const child = spawn("sleep", ["600"], { stdio: "ignore", ...(asRoot ? { uid: 65534, gid: 65534 } : {}) });
    cleanUp.push(() => end(child, "SIGKILL"));
    await once(child, "spawn");
    return child;
  }
  const leave = async (lines: readonly (string | number | undefined)[]) => {
    await writeFile(pidFile(), lines.join("\n"));
    if (asRoot) await chown(pidFile(), 65534, 65534);
  };
  const other = async () => {
    const url = inject("postgresUrl");
    const [{ folder }] = await query(url, "select current_setting('data_directory') as folder");
    return (await readFile(join(folder, "postmaster.pid"), "utf8")).split("\n");
  };
  type Forge = (before: string[], pid: number | undefined) => Promise<(string | number | undefined)[]>;
  const forgeries: [string, Forge][] = [
    ["by some other program", async ([, ...rest], pid) => [pid, ...rest]],
    [
      "by some other program, while another PostgreSQL has the port",
      async (before, pid) => [pid, ...before.slice(1, 3), (await other())[3], ...before.slice(4)],
    ],
    ["by the server of another folder", async () => other()],
    ["by nobody, since the file is empty", async () => [""]],
  ];

  it.each(forgeries)("is neither adopted nor in the way: %s", async (_whose, forge) => {
    const first = await startOwn();
    await query(first.url, "create table t as select 3 as n");
    const before = (await readFile(pidFile(), "utf8")).split("\n");
    await first.stop();
    const innocent = await bystander();
    await leave(await forge(before, innocent.pid));
    const second = await start();
    expect([second.adopted, second.url]).toEqual([false, first.url]);
    expect(await query(second.url, "select n from t")).toEqual([{ n: 3 }]);
    await second.stop();
    expect(innocent.signalCode).toBe(null);
    expect(await query(inject("postgresUrl"), "select 1 as n")).toEqual([{ n: 1 }]);
  });

  it("does not make the service stop that process in the server's stead", async () => {
    const server = await startOwn();
    const before = (await readFile(pidFile(), "utf8")).split("\n");
    await rm(join(dataDir, "postgres/data/global/pg_control"));
    process.kill(await serverPid(), "SIGKILL");
    await expect.poll(() => server.said, { timeout: 10_000 }).toHaveLength(2);
    const innocent = await bystander();
    await leave([innocent.pid, ...before.slice(1)]);
    await server.stop();
    expect([innocent.exitCode, innocent.signalCode]).toEqual([null, null]);
  });
});

describe("commands beside a service", () => {
  it("use its database and leave it running, wait out a restart, and else start one for themselves", async () => {
    const service = await startOwn();
    const beside = await joinEmbeddedPostgres({ dataDir });
    expect(beside.url).toBe(service.url);
    await beside.stop();
    process.kill(await serverPid(), "SIGKILL");
    const later = await joinEmbeddedPostgres({ dataDir });
    expect(await query(later.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await service.stop();
    const alone = await joinEmbeddedPostgres({ dataDir });
    expect(await query(alone.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await alone.stop();
    await expect(readFile(pidFile())).rejects.toThrow("ENOENT");
  });

  it("back up and restore with a stopped service and with a running one", async () => {
    await copyDatabase();
    const said: unknown[] = [];
    const screen = vi.spyOn(process.stdout, "write").mockImplementation((text) => said.push(text) > 0);
    cleanUp.push(() => screen.mockRestore());
    const configured = (folder: string) =>
      readConfig({ DATA_DIR: folder, TEXTBACK_SANDBOX: "1", TEXTBACK_SECRET: SECRET });
    const [here, elsewhere] = [configured(dataDir), configured(join(dataDir, "other"))];
    const [stopped, running] = [join(dataDir, "stopped.gz"), join(dataDir, "running.gz")];
    await withDatabase(here, (url) => migrateToLatest(url));
    await backupCommand(here, stopped);
    const service = await start();
    await backupCommand(here, running);
    await restoreCommand(here, stopped);
    expect(await query(service.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await service.stop();
    await restoreCommand(elsewhere, running);
    const [written, restored] = [expect.stringContaining("written to"), expect.stringContaining("restored")];
    expect(said).toEqual([written, written, restored, restored]);
  });
});
