import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Carrier, startCarrier } from "../../src/sandbox/twilio/index.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { CALLER, FORWARD, LINE, OPERATOR } from "../support/service.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** Somebody else's Express application, with its own body parsers before us and us below a path of its own. */
const HOST = `
import express from "express";
import pg from "pg";
import { createTextback } from "textback";

const { databaseUrl, apiUrl, account } = JSON.parse(process.argv[2]);
const app = express();
app.use(express.json());
app.use(express.urlencoded({ extended: false }));
const server = app.listen(0, "127.0.0.1", async () => {
  const url = "http://127.0.0.1:" + server.address().port;
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const textback = createTextback({
    pool: new pg.Pool({ connectionString: databaseUrl }),
    schema: "missed_calls",
    publicUrl: url + "/apps/textback",
    secret: "a secret of more than thirty-two characters",
    twilio: { accountSid: account.sid, authToken: account.authToken, apiUrl },
    authenticate: async (req) => (req.get("x-host-session") === "boss" ? { kind: "operator" } : null),
    onEvent: (event) => process.stdout.write(event.kind + "\\n"),
    logger: quiet,
  });
  app.use("/apps/textback", textback.router);
  app.get("/", (req, res) => res.send("the host's own page"));
  await textback.start();
  process.stdout.write(url + "\\n");
});
`;

describe("the packed library in a foreign Express application", () => {
  let folder: string;
  let database: TestDatabase;
  let carrier: Carrier;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "textback-host-"));
    database = await freshDatabase();
    carrier = await startCarrier({ accounts: [OPERATOR] });
    await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root });
    const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    const installed = join(folder, "node_modules/textback");
    await mkdir(installed, { recursive: true });
    await run("tar", ["-xzf", join(folder, tarball), "--strip-components=1", "-C", installed]);
    // Its dependencies are the ones of this clone: the test needs no registry.
    for (const name of await readdir(join(root, "node_modules"))) {
      if (!name.startsWith("."))
        await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
    }
    await writeFile(join(folder, "host.mjs"), HOST);
  }, 120_000);
  afterAll(async () => {
    await carrier.stop();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it("plays a missed call below a path of the host's, behind the host's parsers, in a schema of its own", async () => {
    const options = { databaseUrl: database.url, apiUrl: carrier.baseUrl, account: OPERATOR };
    const host = spawn(process.execPath, [join(folder, "host.mjs"), JSON.stringify(options)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]();
    const url = String((await lines.next()).value);
    const call = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`${url}/apps/textback/api/v1${path}`, {
        method,
        headers: { "x-host-session": "boss", "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return (await response.json()) as { id: string; items: { outcome: string }[]; available: number };
    };
    const { id } = await call("POST", "/businesses", { name: "Hosted Heating" });
    await call("PUT", `/businesses/${id}/lines/${encodeURIComponent(LINE)}`, {
      enabled: true,
      forwardTo: FORWARD,
    });
    await call("POST", `/businesses/${id}/credits/grants`, { credits: 10, reason: "test" });
    const base = `${url}/apps/textback/webhooks/twilio`;
    carrier.addNumber({
      phoneNumber: LINE,
      accountSid: OPERATOR.sid,
      voiceUrl: `${base}/voice`,
      smsUrl: `${base}/sms`,
      statusCallback: `${base}/voice/status`,
    });

    await carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    const events = [];
    while (events.at(-1) !== "text_settled") events.push(String((await lines.next()).value));
    expect(events[0]).toBe("call_missed");
    expect(carrier.handset(CALLER)[0]?.body).toContain("Hosted Heating");
    expect((await call("GET", `/businesses/${id}/calls`)).items).toMatchObject([{ outcome: "missed" }]);
    expect((await call("GET", `/businesses/${id}/credits`)).available).toBe(9);
    expect(await (await fetch(url)).text()).toBe("the host's own page");
    host.kill("SIGKILL");
    await once(host, "exit");
  });
});
