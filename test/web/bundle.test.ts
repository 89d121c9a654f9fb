import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}
const manifest = JSON.parse(read("dist/web/manifest.json")) as Record<string, Chunk>;

/** All scripts that must arrive before these modules can run. */
function scriptsOf(...modules: readonly string[]): Set<string> {
  const files = new Set<string>();
  const visit = (name: string) => {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`The manifest has no ${name}.`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const each of chunk.imports ?? []) visit(each);
  };
  for (const name of modules) visit(name);
  return files;
}
/** As the service sends them to every browser of today. */
const AS_SENT = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
const sent = (files: Iterable<string>) =>
  [...files].reduce(
    (sum, file) => sum + brotliCompressSync(readFileSync(join(root, "dist/web", file)), AS_SENT).length,
    0,
  );

describe("what a visit loads", () => {
  it("the inbox takes less than 210 kB of script", () =>
    expect(sent(scriptsOf("index.html", "pages/inbox/inbox.tsx"))).toBeLessThan(210_000));

  it("signing in takes less than 195 kB", () =>
    expect(sent(scriptsOf("index.html", "pages/sign-in/sign-in.tsx"))).toBeLessThan(195_000));

  it("Spanish is a file of its own, of less than 25 kB, that no page fetches before it is spoken", () => {
    const spanish = manifest["words/es/index.ts"]?.file ?? "";
    expect(sent([spanish])).toBeLessThan(25_000);
    for (const name of Object.keys(manifest).filter((each) => /^(pages\/.*tsx|index\.html)$/.test(each)))
      expect([name, scriptsOf(name).has(spanish)]).toEqual([name, false]);
  });

  it("the charts are fetched by the reports alone", () => {
    const first = scriptsOf("index.html");
    const charts = [...scriptsOf("index.html", "pages/reports/reports.tsx")].filter(
      (file) => !first.has(file),
    );
    const heavy = charts.filter((file) => sent([file]) > 50_000);
    expect(heavy).toHaveLength(1);
    for (const page of Object.keys(manifest).filter((name) => /^pages\/(?!reports).*tsx$/.test(name)))
      expect([page, scriptsOf("index.html", page).has(heavy[0] ?? "")]).toEqual([page, false]);
  });

  it("every page is a file of its own", () =>
    expect(Object.keys(manifest).filter((name) => /^pages\/.*tsx$/.test(name)).length).toBeGreaterThanOrEqual(
      10,
    ));
});

describe("what the page is made of", () => {
  const files = readdirSync(join(root, "src/web"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );

  it("knows the pure domain, and of the server nothing but types", () => {
    const strays: string[] = [];
    for (const file of files)
      for (const [, type, target = ""] of read(join("src/web", file)).matchAll(
        /^(?:import|export) (type )?[^;]*?from "([^"]+)";/gms,
      )) {
        const path = join("src/web", file, "..", target);
        if (!target.startsWith(".") || path.startsWith("src/web/") || path.startsWith("src/domain/"))
          continue;
        if (type === undefined) strays.push(`${file} → ${target}`);
      }
    expect(strays).toEqual([]);
  });

  it("writes no text as markup", () =>
    expect(
      files.filter((file) =>
        /dangerouslySetInnerHTML|innerHTML|document\.write/.test(read(join("src/web", file))),
      ),
    ).toEqual([]));
});
