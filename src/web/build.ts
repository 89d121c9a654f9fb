/**
 * Builds the page into dist/web, unless the one that stands there was built from these very sources: `npm
 * start` asks each time, and must not keep anybody waiting. `--force` builds anyway.
 */
import { createHash } from "node:crypto";
import { access, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const output = join(root, "dist/web");
/** Inside the output: what it was built from. */
const STAMP = ".built-from";

/** All that the bundle is made of: our sources, and the exact versions of everybody else's. */
const SOURCES = ["src/web", "src/domain", "package-lock.json"];

/** Builds if needed; returns whether it did. */
async function buildPage(force: boolean): Promise<boolean> {
  const wanted = await fingerprint();
  if (!force && (await stampOf(output)) === wanted) return false;
  // Whoever starts us may be a test or a development shell; the page is React's production build all the same.
  env.NODE_ENV = "production";
  const { build } = await import("vite");
  // Beside the old one, and swapped at the end: a running service and a second build never see half a page.
  const fresh = join(root, `dist/web-${process.pid}`);
  await build({
    configFile: join(root, "src/web/vite.config.ts"),
    logLevel: "warn",
    build: { outDir: fresh },
  });
  await writeFile(join(fresh, STAMP), wanted);
  await rm(output, { recursive: true, force: true });
  await rename(fresh, output);
  return true;
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES)
    for (const file of await filesUnder(source))
      hash.update(`${file}\n`).update(await readFile(join(root, file)));
  return hash.digest("hex");
}

async function filesUnder(source: string): Promise<string[]> {
  if (!(await isDirectory(source))) return [source];
  const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

const isDirectory = (source: string): Promise<boolean> =>
  readdir(join(root, source)).then(
    () => true,
    () => false,
  );

const stampOf = (folder: string): Promise<string | null> =>
  readFile(join(folder, STAMP), "utf8").catch(() => null);

const isInstalled = (name: string): Promise<boolean> =>
  access(join(root, "node_modules", name)).then(
    () => true,
    () => false,
  );

if (!(await isInstalled("vite")))
  // An installation without development packages: the API works without its page.
  process.stderr.write("The web page is not built: run npm ci without --omit=dev to build it.\n");
else if (await buildPage(process.argv.includes("--force"))) process.stderr.write("The web page is built.\n");
