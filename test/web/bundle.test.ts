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
/** As the service sends it to every browser of today: see the quality in src/http/page.ts. */
const AS_SENT = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
const sizes = new Map<string, number>();
function sizeOf(file: string): number {
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const size = brotliCompressSync(readFileSync(join(root, "dist/web", file)), AS_SENT).length;
  sizes.set(file, size);
  return size;
}
const sent = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + sizeOf(file), 0);

const pages = Object.keys(manifest).filter((name) => /^pages\/.*tsx$/.test(name));
/** Pages that open within another one. */
const WITHIN: Readonly<Record<string, string>> = {
  "pages/inbox/conversation.tsx": "pages/inbox/inbox.tsx",
  "pages/inbox/nobody-chosen.tsx": "pages/inbox/inbox.tsx",
  "pages/leads/lead-details.tsx": "pages/leads/leads.tsx",
};
/** All that must arrive before somebody who comes to this page sees what they came for. */
function firstLoad(page: string): number {
  const around = WITHIN[page];
  return sent(scriptsOf("index.html", ...(around === undefined ? [] : [around]), page));
}

/** Bytes of script as they are sent, where a page may take more than an ordinary one, or must take less. */
const BUDGET: Readonly<Record<string, number>> = {
  "pages/sign-in/sign-in.tsx": 195_000,
  "pages/inbox/conversation.tsx": 220_000,
  "pages/leads/leads.tsx": 225_000,
  "pages/leads/lead-details.tsx": 230_000,
  "pages/welcome/welcome.tsx": 240_000,
  "pages/operator/defaults.tsx": 265_000,
  "pages/editor/editor-page.tsx": 275_000,
  "pages/reports/reports.tsx": 330_000,
};
/** The inbox is one of these. */
const ORDINARY = 210_000;

describe("what a visit loads", () => {
  it("each page keeps within its budget, the inbox with an open conversation too", () => {
    const loads = pages.map((page) => ({ page, bytes: firstLoad(page), most: BUDGET[page] ?? ORDINARY }));
    const table = loads
      .toSorted((a, b) => b.bytes - a.bytes)
      .map(({ page, bytes, most }) => `${(bytes / 1_000).toFixed(1)} of ${most / 1_000} kB  ${page}`);
    expect(
      loads.filter(({ bytes, most }) => bytes >= most),
      `First loads:\n${table.join("\n")}\n`,
    ).toEqual([]);
    expect(Object.keys({ ...BUDGET, ...WITHIN }).filter((page) => !pages.includes(page))).toEqual([]);
  });

  it("Spanish is a file of its own, of less than 25 kB, that no page fetches before it is spoken", () => {
    const spanish = manifest["words/es/index.ts"]?.file ?? "";
    expect(sent([spanish])).toBeLessThan(25_000);
    for (const name of [...pages, "index.html"])
      expect([name, scriptsOf(name).has(spanish)]).toEqual([name, false]);
  });

  it("the charts are fetched by the reports alone", () => {
    const first = scriptsOf("index.html");
    const charts = [...scriptsOf("index.html", "pages/reports/reports.tsx")].filter(
      (file) => !first.has(file),
    );
    const heavy = charts.filter((file) => sent([file]) > 50_000);
    expect(heavy).toHaveLength(1);
    for (const page of pages.filter((name) => !name.startsWith("pages/reports/")))
      expect([page, scriptsOf("index.html", page).has(heavy[0] ?? "")]).toEqual([page, false]);
  });

  it("every page is a file of its own", () => expect(pages.length).toBeGreaterThanOrEqual(10));
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
