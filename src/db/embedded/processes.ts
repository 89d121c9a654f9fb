/** Whose a process id is: the system gives the ids of dead processes to new ones. */
import { execFile } from "node:child_process";
import { readFile, readlink, realpath } from "node:fs/promises";
import { basename } from "node:path";

/** A process that ended but was not yet waited for by its parent counts as alive here. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether that process is the PostgreSQL server of this folder; `null` where the system does not tell. */
export async function serves(pid: number, data: string): Promise<boolean | null> {
  if (process.platform === "linux") return servesOnLinux(pid, data);
  if (process.platform === "win32") return null;
  // macOS and the BSDs. The server keeps the command line with which pg_ctl started it.
  const command = await commandOf(pid);
  if (command === null) return null;
  return `${command} `.includes(`postgres -D ${data} `);
}

async function servesOnLinux(pid: number, data: string): Promise<boolean | null> {
  const words = await commandLine(pid);
  if (words === null) return (await commandLine("self")) === null ? null : false;
  // A process that ended but was not waited for has no words left.
  if (basename(words[0] ?? "") !== "postgres") return false;
  const here = await real(data);
  // The server works in its data folder. Where is told to the same user and to whoever may trace it, which root
  // in a container often may not; then the path with which it was started has to do.
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (cwd !== null) return cwd === here;
  const started = words[words.indexOf("-D") + 1];
  return words.includes("-D") && started !== undefined && (await real(started)) === here;
}

const commandLine = (pid: number | "self"): Promise<readonly string[] | null> =>
  readFile(`/proc/${pid}/cmdline`, "utf8").then(
    (text) => text.split("\0"),
    () => null,
  );

/** The path itself when nothing is there, so that it equals nothing that is. */
export const real = (path: string): Promise<string> => realpath(path).catch(() => path);

const commandOf = (pid: number): Promise<string | null> =>
  new Promise((resolve) => {
    execFile("ps", ["-ww", "-o", "command=", "-p", String(pid)], (error, stdout) => {
      // `ps` ends with 1 when it knows no such process; a name for its code means that it could not be run.
      if (error !== null && typeof error.code !== "number") resolve(null);
      else resolve(stdout.trim());
    });
  });
