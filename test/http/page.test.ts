import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { page, securityHeaders } from "../../src/http/page.ts";
import { notFound, problemHandler } from "../../src/http/problem.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const FRAMES = ["https://*.lightning.force.com", "https://*.my.salesforce.com"];
const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

interface Site {
  readonly folder: string;
  readonly url: string;
  stop(): Promise<void>;
}

async function serve(publicUrl: string): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "textback-page-"));
  const app = express();
  app.use(securityHeaders(publicUrl));
  app.use(page({ folder, publicUrl, framesOf: (id) => (id === "salesforce" ? FRAMES : []) }));
  app.use(notFound);
  app.use(problemHandler(quiet));
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    folder,
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const script = `console.log(${JSON.stringify("textback ".repeat(500))});`;
async function build(folder: string): Promise<void> {
  await mkdir(join(folder, "assets"));
  await writeFile(
    join(folder, "index.html"),
    `<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script type="module" nonce="__CSP_NONCE__" src="/assets/index-a1b2c3.js"></script>`,
  );
  await writeFile(join(folder, "assets/index-a1b2c3.js"), script);
  await writeFile(join(folder, "manifest.webmanifest"), "{}");
  await writeFile(join(folder, "sw.js"), "// nothing");
  await writeFile(join(folder, ".built-from"), "not for visitors");
}

describe("the web page", () => {
  let site: Site;
  beforeAll(async () => {
    site = await serve("https://textback.example.com");
    await build(site.folder);
  });
  afterAll(() => site.stop());
  const get = (path: string, headers: Record<string, string> = BROWSER) =>
    fetch(`${site.url}${path}`, { headers });

  it.each([["/"], ["/sign-in?token=x"], ["/b/biz_1/inbox/+15125550142"], ["/nowhere"]])(
    "is one document for all its addresses: %s",
    async (path) => {
      const response = await get(path);
      expect([response.status, response.headers.get("content-type")]).toEqual([
        200,
        "text/html; charset=utf-8",
      ]);
      expect(await response.text()).toContain("/assets/index-a1b2c3.js");
    },
  );

  it("the worker that stands before us may ask us, and nobody else", async () => {
    const { headers } = await get("/sw.js");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; connect-src 'self'");
    expect(headers.get("cache-control")).toBe("no-cache");
  });

  it.each([["/api/v1/x"], ["/webhooks/x"], ["/healthz"], ["/readyz"], ["/metrics"], ["/assets/old-000.js"]])(
    "is not the answer to %s",
    async (path) => {
      const response = await get(path);
      expect([response.status, response.headers.get("content-type")]).toEqual([
        404,
        "application/problem+json; charset=utf-8",
      ]);
    },
  );

  it("is not the answer to a program, nor to a form", async () => {
    expect((await get("/nowhere", { accept: "application/json" })).status).toBe(404);
    expect((await get("/missing.png", { accept: "image/avif,image/*,*/*;q=0.8" })).status).toBe(404);
    expect((await fetch(`${site.url}/`, { method: "POST", headers: BROWSER })).status).toBe(404);
  });

  it("lets in nothing but its own files, with a new nonce for each document", async () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 5; i++) {
      const response = await get("/");
      const policy = response.headers.get("content-security-policy") ?? "";
      const [, nonce = ""] = /style-src 'self' 'nonce-([A-Za-z0-9+/=]{22,})'/.exec(policy) ?? [];
      expect((await response.text()).split(`nonce="${nonce}"`)).toHaveLength(3);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(policy).toContain("connect-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(5);
  });

  it("is asked for anew each time, while files whose names change with them are kept for good", async () => {
    const cacheOf = async (path: string) => (await get(path)).headers.get("cache-control");
    expect(await cacheOf("/")).toBe("no-store");
    expect(await cacheOf("/assets/index-a1b2c3.js")).toBe("public, max-age=31536000, immutable");
    expect(await cacheOf("/manifest.webmanifest")).toBe("no-cache");
  });

  it("goes over the wire compressed, to whoever can read that", async () => {
    const asked = async (encoding: string) => {
      const response = await get("/assets/index-a1b2c3.js", { "accept-encoding": encoding });
      const { headers } = response;
      return {
        body: await response.text(),
        encoding: headers.get("content-encoding"),
        length: Number(headers.get("content-length")),
        type: headers.get("content-type"),
        cache: headers.get("cache-control"),
        vary: headers.get("vary"),
      };
    };
    const plain = await asked("identity");
    const small = await asked("gzip, br");
    expect(plain).toMatchObject({ body: script, encoding: null, vary: "Accept-Encoding" });
    expect(small).toMatchObject({ ...plain, encoding: "br", length: expect.any(Number) });
    expect(small.length).toBeLessThan(plain.length / 10);
  });

  it("shows no file that is not part of it", async () => {
    for (const path of ["/.built-from", "/assets/..%2f.built-from", "/..%2f..%2fetc/passwd"])
      expect(await (await get(path, {})).text()).not.toMatch(/not for visitors|root:/);
  });

  it("is framed by a CRM at the address for that CRM, and nowhere else", async () => {
    const framedBy = async (path: string) =>
      /frame-ancestors ([^;]*)/.exec((await get(path)).headers.get("content-security-policy") ?? "")?.[1];
    expect(await framedBy("/embed/salesforce")).toBe(FRAMES.join(" "));
    for (const path of ["/", "/inbox", "/embed", "/embed/unknown", "/embed/salesforce/more", "/api/v1/x"])
      expect([path, await framedBy(path)]).toEqual([path, "'none'"]);
  });

  it("is never framed otherwise, sniffed, or reached over plain http again", async () => {
    const { headers } = await get("/");
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect((await get("/api/x")).headers.get("content-security-policy")).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
  });
});

describe("on a developer's machine", () => {
  let site: Site;
  beforeAll(async () => {
    site = await serve("http://127.0.0.1:3000");
  });
  afterAll(() => site.stop());

  it("a page that is not built yet says how to build it, and is there as soon as it is", async () => {
    const before = await fetch(site.url, { headers: BROWSER });
    expect([before.status, before.headers.get("strict-transport-security")]).toEqual([503, null]);
    expect(await before.text()).toContain("npm run build");
    await build(site.folder);
    expect((await fetch(site.url, { headers: BROWSER })).status).toBe(200);
  });
});
