/** What a server says of itself in postmaster.pid (PostgreSQL, src/include/utils/pidfile.h). */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface PidFile {
  readonly pid: number;
  readonly port: number;
  /** It was told to stop, and takes no more connections, but may wait for those it has. */
  readonly stopping: boolean;
}

const LINE = { pid: 0, port: 3, status: 7 } as const;
/** Beyond what any system hands out, and still a number that PostgreSQL reads. */
const NO_PROCESS = 2 ** 31 - 1;

const pathOf = (data: string): string => join(data, "postmaster.pid");

/** `null`: there is none. `"torn"`: it says nothing, as after a power cut, or for an instant while it is made. */
export async function readPidFile(data: string): Promise<PidFile | "torn" | null> {
  const text = await readFile(pathOf(data), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
  if (text === null) return null;
  const lines = text.split("\n");
  // A server without connections, such as initdb's, writes its number below zero.
  const pid = Math.abs(Number.parseInt(lines[LINE.pid] ?? "", 10));
  const port = Number.parseInt(lines[LINE.port] ?? "", 10);
  if (!(pid > 0) || Number.isNaN(port)) return "torn";
  return { pid, port, stopping: lines[LINE.status]?.trim() === "stopping" };
}

/**
 * For a file whose process is no server of ours: it gets the number of no process. PostgreSQL then does what it
 * does after every crash: it looks whether parts of the old server still use its shared memory, which the file
 * also names, and only then takes the file away. Deleted by us, that check would be gone with it.
 */
export async function disownPidFile(data: string): Promise<void> {
  const [, ...rest] = (await readFile(pathOf(data), "utf8")).split("\n");
  await writeFile(pathOf(data), [NO_PROCESS, ...rest].join("\n"));
}

/** PostgreSQL never starts over a pid file without a number, and asks for a person to delete it. */
export const removeTornPidFile = (data: string): Promise<void> => rm(pathOf(data), { force: true });
