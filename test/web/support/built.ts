/** Before the page's tests: it is built from the sources as they are, and the browser is unpacked, once for all workers. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import chromium from "@sparticuz/chromium";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    chromium: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  await promisify(execFile)(process.execPath, [
    fileURLToPath(new URL("../../../src/web/build.ts", import.meta.url)),
  ]);
  project.provide("chromium", await chromium.executablePath());
}
