/**
 * Which process has the data directory: whoever holds an exclusive SQLite transaction on an empty file in it.
 * The kernel keeps that lock and takes it back when the process ends, however it ends, so none is ever stale.
 * The PostgreSQL that a process leaves behind does not inherit it.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./errors.ts";

export interface Lock {
  release(): void;
}

/**
 * Not zero: of two that come in the same instant each may see the other's first step. SQLite lets one step
 * back and the other go on, if it may try again (https://www.sqlite.org/lockingv3.html, 2026-11-24).
 */
const TRY_FOR_MS = 500;
/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** A transaction that nobody refers to any more would be collected, and its lock with it. */
const held = new Set<DatabaseSync>();

export function lockDataDir(dataDir: string): Lock {
  const folder = resolve(dataDir);
  const holderFile = join(folder, "postgres.holder");
  const lock = takeLock(folder, holderFile);
  // Only for the words of whoever comes second: the lock itself can carry none.
  writeFileSync(holderFile, String(process.pid), { mode: 0o600 });
  held.add(lock);
  return {
    release() {
      if (!held.delete(lock)) return;
      rmSync(holderFile, { force: true });
      lock.close();
    },
  };
}

function takeLock(folder: string, holderFile: string): DatabaseSync {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(join(folder, "postgres.lock"), { timeout: TRY_FOR_MS });
    file.exec("begin exclusive");
    return file;
  } catch (cause) {
    file?.close();
    throw (cause as { errcode?: number }).errcode === SQLITE_BUSY
      ? inUse(folder, holderFile)
      : new EmbeddedPostgresError(
          "data_dir_unusable",
          `The data directory ${folder} cannot be locked (${(cause as Error).message}). It must be on a local disk, and this user must be allowed to write to it; DATA_DIR names another folder. ${USE_YOUR_OWN}`,
          cause,
        );
  }
}

function inUse(folder: string, holderFile: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    "data_dir_in_use",
    `Another textback (${holder(holderFile)}) is already running on the data directory ${folder}. Stop it, or set DATA_DIR to another folder. ${USE_YOUR_OWN}`,
  );
}

function holder(file: string): string {
  try {
    return `process ${Number.parseInt(readFileSync(file, "utf8"), 10)}`;
  } catch {
    // It has the lock, but has not written its name yet, or belongs to another user.
    return "another process";
  }
}
