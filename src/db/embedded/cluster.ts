/** The files of the embedded cluster: made once, whole or not at all. */
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./errors.ts";
import { isRoot, NOBODY, runUnprivileged } from "./unprivileged.ts";

export const SUPERUSER = "textback";
export const DATABASE = "textback";

export interface Cluster {
  /** PGDATA. */
  readonly data: string;
  readonly home: string;
  readonly password: string;
}

const passwordFile = (home: string): string => join(home, "password");

export async function openCluster(binaries: Binaries, dataDir: string): Promise<Cluster> {
  // Absolute, since the PostgreSQL programs run in a folder of their own.
  const home = resolve(dataDir, "postgres");
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const password = await readFile(passwordFile(home), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return { home, data: join(home, "data"), password: password ?? (await initialise(binaries, home)) };
}

/** Everything is made beside its place and moved there in one step: a crash half-way leaves only a folder to delete. */
async function initialise(binaries: Binaries, home: string): Promise<string> {
  const draft = `${home}.new-${process.pid}-${randomBytes(4).toString("hex")}`;
  const password = randomBytes(24).toString("base64url");
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    await writeFile(passwordFile(draft), password, { mode: 0o600 });
    if (isRoot()) for (const path of [draft, passwordFile(draft)]) await chown(path, NOBODY, NOBODY);
    const args = [
      ["--pgdata", join(draft, "data")],
      ["--username", SUPERUSER],
      ["--pwfile", passwordFile(draft)],
      ["--auth", "scram-sha-256"],
      ["--encoding", "UTF8"],
      ["--locale-provider=builtin", "--locale=C.UTF-8"],
      ["--data-checksums"],
      ["--no-instructions"],
    ].flat();
    const { code, output } = await runUnprivileged(binaries.initdb, args, { cwd: draft, keepOutput: true });
    if (code !== 0) {
      throw new EmbeddedPostgresError(
        "init_failed",
        `The embedded PostgreSQL could not make its database in ${home}: ${output.trim().slice(-600)} ${USE_YOUR_OWN}`,
      );
    }
    await rename(draft, home);
    return password;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another service was first: its cluster stands, and whose it is gets decided by the lock.
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOTEMPTY" || code === "EEXIST") return readFile(passwordFile(home), "utf8");
    throw error;
  }
}

/** The port of the last start if it is free, else another: programs that hold our URL keep working. */
export async function choosePort(home: string): Promise<number> {
  const file = join(home, "port");
  const before = Number.parseInt(await readFile(file, "utf8").catch(() => ""), 10);
  const port = (Number.isInteger(before) ? await tryPort(before) : null) ?? (await tryPort(0));
  if (port === null)
    throw new EmbeddedPostgresError("start_failed", `No free port on 127.0.0.1. ${USE_YOUR_OWN}`);
  await writeFile(file, String(port), { mode: 0o600 });
  return port;
}

const tryPort = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
