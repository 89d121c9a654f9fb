/**
 * PostgreSQL refuses to run as root. As root we run it as `nobody`, keeping one capability, so that it can
 * pass through folders that only root may enter (a root-owned home, for one). Tried with util-linux 2.38.
 */
import { spawn } from "node:child_process";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./errors.ts";

export const NOBODY = 65534;
export const isRoot = (): boolean => process.getuid?.() === 0;

const DROP = [
  "--securebits=+no_setuid_fixup",
  `--reuid=${NOBODY}`,
  `--regid=${NOBODY}`,
  "--clear-groups",
  "--inh-caps=-all,+dac_override",
  "--ambient-caps=-all,+dac_override",
  "--bounding-set=-all,+dac_override",
];

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a PostgreSQL program to its end. What it leaves running must write elsewhere, or the end never comes. */
export async function runUnprivileged(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<Outcome> {
  const [command, argv] = isRoot() ? ["setpriv", [...DROP, program, ...args]] : [program, [...args]];
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (cause) => reject(isRoot() ? noWayDown(String(cause)) : cause));
    child.on("close", (code) => {
      if (isRoot() && /^setpriv:/m.test(output)) reject(noWayDown(output));
      else resolve({ code, output });
    });
  });
}

const noWayDown = (why: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    "cannot_drop_root",
    `The embedded PostgreSQL does not run as root, and giving up root did not work here (${why.trim()}). Start textback as an ordinary user. ${USE_YOUR_OWN}`,
  );
