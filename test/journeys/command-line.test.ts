import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const bin = fileURLToPath(new URL("../../bin/textback.js", import.meta.url));
const run = promisify(execFile);

describe("the command line, as a newcomer uses it", () => {
  let folder: string;
  let dataDir: string;
  let env: Record<string, string>;
  let service: ChildProcess;
  let banner = "";

  const start = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [bin, "serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
    banner = "";
    for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
      banner += `${line}\n`;
      if (line.includes("Stop with Ctrl-C")) break;
    }
    return child;
  };
  const textback = (...args: string[]) =>
    run(process.execPath, [bin, ...args], { env }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        stdout: error.stdout,
        stderr: error.stderr,
      }),
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "textback-cli-"));
    dataDir = join(folder, "data");
    env = { PATH: process.env.PATH ?? "", PORT: "0", DATA_DIR: dataDir };
    service = await start();
  });
  afterAll(async () => {
    service.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  it("shows a missed call: the text, one credit, one lead; and no second lead for a second call", async () => {
    const first = await textback("simulate", "missed-call");
    expect(first.stdout).toMatch(
      /\d+\.\d\d s {2}\+15125550142 gets a text from \+15550100001: "Sorry we missed your call! This is Acme HVAC/,
    );
    expect(first.stdout).toContain("99 left (100 before), 1 spent");
    expect(first.stdout).toContain("1 lead with this number");
    const second = await textback("simulate", "missed-call");
    expect(second.stdout).toContain("98 left");
    expect(second.stdout).toContain("4 on the timeline, 1 lead with this number");
  });

  it("plays a busy phone, an answered call and a reply", async () => {
    expect((await textback("simulate", "busy", "--from", "+15125550150")).stdout).toContain("gets a text");
    const answered = await textback("simulate", "answered", "--from", "+15125550151");
    expect(answered.stdout).toContain("picks up");
    expect(answered.stdout).not.toContain("gets a text");
    expect((await textback("simulate", "reply")).stdout).toContain("5 on the timeline");
  });

  it.each([
    ["voicemail-answers", "The caller was texted back.", /Press any key/],
    ["landline", "This number is a landline", /nobody picks up/],
    ["click-to-call", "outgoing, answered, 40 s", /are connected/],
    ["report-missing", "Text:      unconfirmed", /In a sandbox of its own, whose clock jumps/],
  ])("plays %s", async (scenario, decision, step) => {
    const { stdout } = await textback("simulate", scenario);
    expect(stdout).toContain(decision);
    expect(stdout).toMatch(step);
  });

  it("lists businesses and credits, and finds the ledger in order", async () => {
    expect((await textback("businesses")).stdout).toContain("Acme HVAC");
    expect((await textback("credits")).stdout).toContain("The ledger adds up");
    expect((await textback("doctor")).stdout).toContain("database answers");
  });

  it("signs somebody in by a link: printed at the start, and whenever asked for", async () => {
    const session = async (printed: string) => {
      const [, origin = "", token = ""] = /(http:\S+)\/sign-in\?token=(\S+)/.exec(printed) ?? [];
      const response = await fetch(`${origin}/api/v1/session/link`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token }),
      });
      return (await response.json()) as object;
    };
    expect(await session(banner)).toMatchObject({ role: "operator" });
    expect(await session((await textback("sign-in")).stdout)).toMatchObject({ role: "operator" });
    const owners = await textback("sign-in", "--business", "acme hvac");
    expect(await session(owners.stdout)).toMatchObject({
      role: "owner",
      businesses: [{ name: "Acme HVAC" }],
    });
    expect(await textback("sign-in", "--business", "Nobody")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("textback businesses"),
    });
  });

  it("goes on after a kill -9 as if nothing had been: the running database is adopted", async () => {
    service.kill("SIGKILL");
    await once(service, "exit");
    service = await start();
    expect((await textback("simulate", "missed-call")).stdout).toContain("1 lead with this number");
  });

  it("stops on SIGTERM within 10 s, with exit code 0, and the database with it", async () => {
    const before = Date.now();
    service.kill("SIGTERM");
    const [code] = await once(service, "exit");
    expect(code).toBe(0);
    expect(Date.now() - before).toBeLessThan(10_000);
    await expect(readFile(join(dataDir, "postgres/data/postmaster.pid"))).rejects.toThrow("ENOENT");
    expect(await textback("simulate", "missed-call")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("npm start"),
    });
  });

  it("backs up and restores into an empty database, if the secret is the right one", async () => {
    const file = join(folder, "backup.gz");
    expect((await textback("backup", file)).stdout).toContain("rows written");
    expect(await textback("restore", file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("not empty"),
    });
    const secret = (await readFile(join(dataDir, "secret"), "utf8")).trim();
    const elsewhere = { TEXTBACK_SANDBOX: "1", DATA_DIR: join(folder, "other") };
    const restoring = (value: string) =>
      run(process.execPath, [bin, "restore", file], {
        env: { ...env, ...elsewhere, TEXTBACK_SECRET: value },
      });
    await expect(restoring("another secret of more than thirty-two characters")).rejects.toMatchObject({
      stderr: expect.stringContaining("does not open this backup"),
    });
    expect((await restoring(secret)).stdout).toContain("rows restored");
    const listed = await run(process.execPath, [bin, "credits"], {
      env: { ...env, ...elsewhere, TEXTBACK_SECRET: secret },
    });
    expect(listed.stdout).toContain("The ledger adds up");
  });

  it("refuses to start with half of what production needs, naming the rest", async () => {
    const half = run(process.execPath, [bin, "serve"], {
      env: { ...env, PUBLIC_URL: "https://x.example.com" },
    });
    await expect(half).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        "Missing settings: TEXTBACK_SECRET, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN",
      ),
    });
  });
}, 120_000);
