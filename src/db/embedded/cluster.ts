/** The files of the embedded cluster: made once, whole or not at all. All of it under the lock of the folder. */
import { randomBytes } from "node:crypto";
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Logger } from "../../app/ports/index.ts";
import type { Binaries } from "./binaries.ts";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./errors.ts";
import { isRoot, NOBODY, runUnprivileged } from "./unprivileged.ts";

const SUPERUSER = "textback";
export const DATABASE = "textback";

export interface Cluster {
  /** PGDATA. */
  readonly data: string;
  readonly home: string;
  readonly password: string;
}

/** Absolute, since the PostgreSQL programs run in a folder of their own. */
const homeOf = (dataDir: string): string => resolve(dataDir, "postgres");
const dataOf = (home: string): string => join(home, "data");
const passwordFile = (home: string): string => join(home, "password");

export const urlOf = (cluster: Cluster, port: number, database: string): string =>
  `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}`;

export async function openCluster(binaries: Binaries, dataDir: string, log: Logger): Promise<Cluster> {
  const home = homeOf(dataDir);
  await removeDrafts(home, log);
  const cluster = await readCluster(dataDir);
  if (cluster === null) return makeCluster(binaries, home);
  // PostgreSQL refuses a folder of anybody else's, in words that do not say what to do.
  const wanted = isRoot() ? NOBODY : process.getuid?.();
  if (wanted !== undefined && (await stat(cluster.data)).uid !== wanted) throw wrongOwner(home);
  return cluster;
}

/** `null`: none was made here yet. */
export async function readCluster(dataDir: string): Promise<Cluster | null> {
  const home = homeOf(dataDir);
  try {
    await stat(dataOf(home));
    return { home, data: dataOf(home), password: await readFile(passwordFile(home), "utf8") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw code === "EACCES" ? wrongOwner(home, error) : error;
  }
}

const wrongOwner = (home: string, cause?: unknown): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    "wrong_owner",
    `The database in ${home} was made by another user of this machine. Run textback as that user, or set DATA_DIR to another folder. ${USE_YOUR_OWN}`,
    cause,
  );

/** Drafts are made under the lock, and we hold it: whoever made these was cut off. */
async function removeDrafts(home: string, log: Logger): Promise<void> {
  for (const name of await readdir(dirname(home))) {
    if (!name.startsWith(`${basename(home)}.new-`)) continue;
    const draft = join(dirname(home), name);
    // An initdb that outlived its service for a moment may still be writing; it fails once its files are gone.
    await rm(draft, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).then(
      () => log.info({ draft }, "removed what was left of a first start that was cut off"),
      (err: unknown) => log.warn({ err, draft }, "a first start that was cut off left a folder that stays"),
    );
  }
}

/** Everything is made beside its place and moved there in one step: a crash half-way leaves only a draft. */
async function makeCluster(binaries: Binaries, home: string): Promise<Cluster> {
  await refuseOthersFolder(home);
  const draft = `${home}.new-${process.pid}-${randomBytes(4).toString("hex")}`;
  const password = randomBytes(24).toString("base64url");
  await mkdir(draft, { mode: 0o700 });
  try {
    // Flushed: after a power cut a database without its password would be of no use to anybody.
    await writeFile(passwordFile(draft), password, { mode: 0o600, flush: true });
    if (isRoot()) for (const path of [draft, passwordFile(draft)]) await chown(path, NOBODY, NOBODY);
    await initialise(binaries, draft, home);
    await rename(draft, home);
    return { home, data: dataOf(home), password };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function refuseOthersFolder(home: string): Promise<void> {
  const { code, names } = await readdir(home).then(
    (found) => ({ code: null, names: found }),
    (error: NodeJS.ErrnoException) => ({ code: error.code, names: [] }),
  );
  if (code === "ENOENT" || (code === null && names.length === 0)) return;
  throw new EmbeddedPostgresError(
    "init_failed",
    `${home} stands in the way: it is not a whole database of textback ("data" or "password" is missing). Move it away, or set DATA_DIR to another folder. ${USE_YOUR_OWN}`,
  );
}

async function initialise(binaries: Binaries, draft: string, home: string): Promise<void> {
  const args = [
    ["--pgdata", dataOf(draft)],
    ["--username", SUPERUSER],
    ["--pwfile", passwordFile(draft)],
    ["--auth", "scram-sha-256"],
    ["--encoding", "UTF8"],
    ["--locale-provider=builtin", "--locale=C.UTF-8"],
    ["--data-checksums"],
    ["--no-instructions"],
  ].flat();
  const { code, output } = await runUnprivileged(binaries.initdb, args, draft);
  if (code === 0) return;
  throw new EmbeddedPostgresError(
    "init_failed",
    `The embedded PostgreSQL could not make its database in ${home}: ${output.trim().slice(-600)} ${USE_YOUR_OWN}`,
  );
}
