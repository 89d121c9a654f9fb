/** A sandbox for one story: a database of its own, a clock that jumps, and nothing left afterwards. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../config.ts";
import { startService } from "../main.ts";
import { createLogger } from "../ops/logger.ts";
import type { SandboxFile } from "../sandbox/demo.ts";
import { findSandbox } from "./sandbox-client.ts";

export interface OwnSandbox {
  readonly file: SandboxFile;
  /** Moves the clock, and does what was due by then. */
  pass(minutes: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnSandbox(options: {
  readonly credits: number;
  readonly speedUp?: number;
}): Promise<OwnSandbox> {
  const dataDir = await mkdtemp(join(tmpdir(), "textback-story-"));
  const config = readConfig({ TEXTBACK_SANDBOX: "1", PORT: "0", DATA_DIR: dataDir });
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  try {
    const service = await startService(config, createLogger("fatal"), { ...options, clock });
    return {
      file: await findSandbox(dataDir),
      async pass(minutes) {
        aheadMs += minutes * 60_000;
        await service.catchUp();
      },
      async stop() {
        await service.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}
