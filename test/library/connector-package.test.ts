import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FarSide } from "../../src/crm/testkit.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const toy = fileURLToPath(new URL("../fixtures/toy-connector", import.meta.url));
const run = promisify(execFile);

/** It is not ours, so it has no types of ours. */
const { startToyCrm } = (await import(join(toy, "crm.js"))) as {
  startToyCrm(): Promise<{ url: string; apiKey: string; far: FarSide; stop(): Promise<void> }>;
};

describe("a connector that somebody else wrote, packed, and installed beside the packed textback", () => {
  let folder: string;
  let database: TestDatabase;
  const modules = (name = "") => join(folder, "node_modules", name);

  /** As `npm install <tarball>` does; the dependencies are this clone's, so that no registry is needed. */
  async function install(source: string, name: string): Promise<void> {
    const packed = join(folder, "packed", name);
    await mkdir(packed, { recursive: true });
    await mkdir(modules(name), { recursive: true });
    await run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", packed], { cwd: source });
    const [tarball = ""] = await readdir(packed);
    await run("tar", ["-xzf", join(packed, tarball), "--strip-components=1", "-C", modules(name)]);
  }

  /** What `npm pack` would pack, but built elsewhere: another test may be building here at the same time. */
  async function built(): Promise<string> {
    const stage = join(folder, "stage");
    for (const name of ["package.json", "README.md", "bin", "manifests"])
      await cp(join(root, name), join(stage, name), { recursive: true });
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await run(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", join(stage, "dist")], {
      cwd: root,
    });
    return stage;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "textback-toy-"));
    database = await freshDatabase();
    await install(await built(), "textback");
    await install(toy, "textback-toy");
    for (const name of await readdir(join(root, "node_modules")))
      if (!name.startsWith(".")) await symlink(join(root, "node_modules", name), modules(name));
  }, 120_000);
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const serve = (connectors: string) =>
    spawn(process.execPath, [modules("textback/bin/textback.js"), "serve"], {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? "",
        PORT: "0",
        DATA_DIR: join(folder, "data"),
        DATABASE_URL: database.url,
        TEXTBACK_SANDBOX: "1",
        TEXTBACK_CONNECTORS: connectors,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });

  it("keeps all promises, without a test framework of ours", async () => {
    const { stdout } = await run(process.execPath, ["--test", modules("textback-toy/promises.js")], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "" },
    });
    expect(stdout).toMatch(/fail 0/);
    expect(Number(/pass (\d+)/.exec(stdout)?.[1])).toBeGreaterThan(20);
  });

  it("is named in TEXTBACK_CONNECTORS, connected by its manifest, and receives a call", async () => {
    const crm = await startToyCrm();
    const service = serve("textback-toy");
    let errors = "";
    service.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    let ready = false;
    for await (const line of createInterface({ input: service.stdout })) {
      ready = line.includes("is ready");
      if (ready) break;
    }
    expect(ready, errors).toBe(true);
    const sandbox = JSON.parse(await readFile(join(folder, "data/sandbox.json"), "utf8")) as Record<
      string,
      string
    >;
    const connection = async (method: string, body?: unknown) => {
      const url = `${sandbox.serviceUrl}/api/v1/businesses/${sandbox.businessId}/connection`;
      const headers = { authorization: `Bearer ${sandbox.adminKey}`, "content-type": "application/json" };
      const response = await fetch(url, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: JSON.stringify(await response.json()) };
    };
    const without = await connection("PUT", { connector: "toy", settings: { url: crm.url } });
    expect(without.status).toBe(422);
    expect(without.body).toContain("credentials.apiKey");
    const given = { connector: "toy", credentials: { apiKey: crm.apiKey }, settings: { url: crm.url } };
    expect((await connection("PUT", given)).status).toBe(200);

    await fetch(`${sandbox.carrierUrl}/sandbox/calls`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.controlToken}`, "content-type": "application/json" },
      body: JSON.stringify({ from: "+15125550142", to: "+15550100001", behaviour: { kind: "no_answer" } }),
    }).then((response) => response.text());
    const texts = async () => {
      const [person] = await crm.far.records();
      return person === undefined
        ? []
        : (await crm.far.timeline(person.id)).map(({ text }) => text.split("\n")[0]);
    };
    await expect.poll(texts, { timeout: 15_000 }).toEqual(["Missed call", "Text sent"]);
    expect((await connection("GET")).body).toContain('"connector":"toy"');
    service.kill("SIGKILL");
    await once(service, "exit");
    await crm.stop();
  }, 60_000);

  it.each([
    ["that is not installed", "textback-nobody", /The connector package textback-nobody cannot be used/],
    ["that is no connector", "lru-cache", /it exports no `connector`/],
    ["of another contract", "textback-old", /it was written for 99, and this is 1: use a newer textback/],
  ])(
    "a package %s keeps the service from starting, and is named",
    async (_what, name, words) => {
      await mkdir(modules("textback-old"), { recursive: true });
      await writeFile(
        modules("textback-old/package.json"),
        '{"name": "textback-old", "type": "module", "exports": "./index.js"}',
      );
      const manifest = {
        ...JSON.parse(await readFile(join(toy, "connector.json"), "utf8")),
        contractVersion: 99,
      };
      await writeFile(
        modules("textback-old/index.js"),
        `export const connector = { manifest: ${JSON.stringify(manifest)}, open() {} };`,
      );
      const service = serve(name);
      let errors = "";
      service.stderr.on("data", (chunk) => {
        errors += chunk;
      });
      const [code] = await once(service, "exit");
      expect(code).toBe(1);
      expect(errors).toMatch(words);
    },
    60_000,
  );
});
