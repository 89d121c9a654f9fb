import { randomInt } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./errors.ts";

/**
 * Below the ports that systems hand to outgoing connections (from 32768 on Linux, 49152 elsewhere). From one of
 * those a client that knocks while the server is away could be connected to itself, and keep the port for good.
 */
const PORTS = { from: 15_000, to: 30_000 } as const;
const TRIES = 50;

/** The port of the last start if it is free, else another: programs that hold our URL keep working. */
export async function choosePort(home: string): Promise<number> {
  const file = join(home, "port");
  const before = Number.parseInt(await readFile(file, "utf8").catch(() => ""), 10);
  if (before > 0 && before < 65_536 && (await isFree(before))) return before;
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (!(await isFree(port))) continue;
    await writeFile(file, String(port), { mode: 0o600 });
    return port;
  }
  throw new EmbeddedPostgresError(
    "start_failed",
    `No free port on 127.0.0.1 between ${PORTS.from} and ${PORTS.to}. ${USE_YOUR_OWN}`,
  );
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
