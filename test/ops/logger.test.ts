import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const bin = fileURLToPath(new URL("../../bin/textback.js", import.meta.url));
const account = { sid: `AC${"b".repeat(32)}`, token: "a-token-nobody-may-read-in-a-log" };
const adminKey = "an-admin-key-nobody-may-read-in-a-log";
const line = "+15550100077";
const caller = "+15125550188";

describe("the log of a running service", () => {
  let folder: string;
  let database: TestDatabase;
  const lines: Record<string, unknown>[] = [];
  let answerId: string | null = null;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "textback-log-"));
    database = await freshDatabase();
    const publicUrl = "https://textback.example";
    const service = spawn(process.execPath, [bin, "serve"], {
      env: {
        PATH: process.env.PATH ?? "",
        PORT: "0",
        DATA_DIR: folder,
        PUBLIC_URL: publicUrl,
        DATABASE_URL: database.url,
        TEXTBACK_SECRET: "a secret of more than thirty-two characters",
        TEXTBACK_ADMIN_KEY: adminKey,
        TWILIO_ACCOUNT_SID: account.sid,
        TWILIO_AUTH_TOKEN: account.token,
        // Nothing answers here: the text is refused before it leaves, which is logged too.
        TWILIO_API_URL: "http://127.0.0.1:9",
        LOG_LEVEL: "debug",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const missed = new Promise<void>((resolve) => {
      createInterface({ input: service.stdout }).on("line", (text) => {
        const entry = JSON.parse(text) as Record<string, unknown>;
        lines.push(entry);
        if (entry.msg === "textback is ready") void call(String(entry.url));
        if (entry.msg === "call_missed") resolve();
      });
    });
    const call = async (url: string) => {
      const api = (method: string, path: string, body: object) =>
        fetch(`${url}/api/v1${path}`, {
          method,
          headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        });
      const { id } = (await (await api("POST", "/businesses", { name: "Log & Sons" })).json()) as {
        id: string;
      };
      await api("PUT", `/businesses/${id}/lines/${encodeURIComponent(line)}`, { enabled: true });
      const path = "/webhooks/twilio/voice";
      const params = {
        AccountSid: account.sid,
        CallSid: `CA${"1".repeat(32)}`,
        From: caller,
        To: line,
        CallStatus: "ringing",
      };
      const answer = await fetch(`${url}${path}`, {
        method: "POST",
        headers: {
          "x-twilio-signature": getExpectedTwilioSignature(account.token, `${publicUrl}${path}`, params),
        },
        body: new URLSearchParams(params),
      });
      answerId = answer.headers.get("x-request-id");
    };
    await missed;
    service.kill("SIGTERM");
    await once(service, "exit");
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it("names the request, the call and the business on the line that says what happened", () => {
    const missed = lines.find(({ msg }) => msg === "call_missed");
    expect(missed).toMatchObject({
      callSid: `CA${"1".repeat(32)}`,
      outcome: "missed",
      requestId: answerId,
    });
    expect(answerId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("holds no secret and no whole phone number", () => {
    const text = lines.map((entry) => JSON.stringify(entry)).join("\n");
    for (const secret of [account.token, adminKey, caller.slice(1), line.slice(1), "more than thirty-two"])
      expect(text).not.toContain(secret);
  });
});
