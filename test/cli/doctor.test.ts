import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { doctor as examine } from "../../src/cli/doctor.ts";
import { type Mailbox, startMailbox } from "../support/mailbox.ts";
import { LINE, OPERATOR, type Service, startService } from "../support/service.ts";

const SERVICE = `MG${"1".repeat(32)}`;

describe("textback doctor, on a service that uses the simulated carrier", () => {
  let folder: string;
  let service: Service;
  let mailbox: Mailbox;
  let front: Server;
  let publicUrl: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "textback-doctor-"));
    service = await startService();
    mailbox = await startMailbox();
    front = createServer((req, res) => res.writeHead(req.url === "/healthz" ? 200 : 404).end());
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    const address = front.address();
    publicUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  });
  beforeEach(async () => {
    // The service itself asks for registrations, too: not while we change them.
    await service.pool.query("update textback.lines set registration_asked_at = 'infinity', texting = null");
    env = {
      PATH: process.env.PATH ?? "",
      DATA_DIR: folder,
      DATABASE_URL: String(service.pool.options.connectionString),
      PUBLIC_URL: publicUrl,
      TEXTBACK_SECRET: "a secret of more than thirty-two characters",
      TWILIO_ACCOUNT_SID: OPERATOR.sid,
      TWILIO_AUTH_TOKEN: OPERATOR.authToken,
      TWILIO_API_URL: service.carrier.baseUrl,
    };
    point(publicUrl);
    service.carrier.registrations.brands = [{ status: "APPROVED" }];
    service.carrier.registrations.campaigns = [{ messagingServiceSid: SERVICE, status: "VERIFIED" }];
    service.carrier.faults.rest = () => undefined;
  });
  afterAll(async () => {
    await service.stop();
    await mailbox.stop();
    await new Promise((resolve) => front.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  /** Has the number's addresses lead there. */
  const point = (base: string) => {
    const number = service.carrier.numbers.find(({ phoneNumber }) => phoneNumber === LINE);
    if (number === undefined) throw new Error("the carrier has lost its number");
    number.voiceUrl = `${base}/webhooks/twilio/voice`;
    number.statusCallback = `${base}/webhooks/twilio/voice/status`;
    number.smsUrl = `${base}/webhooks/twilio/sms`;
    number.messagingServiceSid = SERVICE;
  };
  /** Here; as a command of its own it is tried in journeys/command-line.test.ts. */
  const doctor = async () => {
    let stdout = "";
    const written = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      stdout += String(chunk);
      return true;
    });
    const before = process.exitCode;
    try {
      await examine(env);
      return { code: process.exitCode ?? 0, stdout };
    } finally {
      process.exitCode = before;
      written.mockRestore();
    }
  };

  it("finds nothing to fix when all is right", async () => {
    const { code, stdout } = await doctor();
    expect(stdout).not.toContain("FIX");
    expect(code).toBe(0);
    for (const line of [
      "database answers",
      "the ledger adds up",
      "PUBLIC_URL reaches this service",
      "Twilio account is active",
      `${LINE}: voice URL`,
      `${LINE}: status callback`,
      `${LINE}: messaging URL`,
      `${LINE}: This line can text. (brand APPROVED, campaign VERIFIED)`,
    ])
      expect(stdout).toContain(`  ok    ${line}\n`);
  });

  it.each<[string, () => void, string, string]>([
    [
      "wrong credentials",
      () => {
        env.TWILIO_AUTH_TOKEN = "wrong";
      },
      "Twilio refused the credentials (401)",
      "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
    ],
    [
      "a carrier that does not answer",
      () => {
        env.TWILIO_API_URL = "http://127.0.0.1:1";
      },
      "Twilio does not answer (ECONNREFUSED)",
      "Check TWILIO_API_URL and the network",
    ],
    [
      "wrong addresses at the carrier",
      () => point("https://elsewhere.example.com"),
      `${LINE}: its voice URL is https://elsewhere.example.com/webhooks/twilio/voice`,
      "/webhooks/twilio/voice, method POST",
    ],
    [
      "a service that is not where PUBLIC_URL says",
      () => {
        env.PUBLIC_URL = "http://127.0.0.1:1";
      },
      "PUBLIC_URL does not answer",
      "Start the service, and let the address lead to it without redirects",
    ],
    [
      "an address without https, for a carrier out there",
      () => {
        env.TWILIO_API_URL = "https://carrier.invalid";
      },
      "PUBLIC_URL is http://",
      "Use https: Twilio sends callers' numbers there",
    ],
    [
      "a campaign that still is checked",
      () => {
        service.carrier.registrations.campaigns = [{ messagingServiceSid: SERVICE, status: "IN_PROGRESS" }];
      },
      `${LINE}: The carriers are checking your registration. (brand APPROVED, campaign IN_PROGRESS)`,
      "Nothing to do: missed calls are logged meanwhile",
    ],
    [
      "a campaign that was refused",
      () => {
        service.carrier.registrations.campaigns = [{ messagingServiceSid: SERVICE, status: "FAILED" }];
      },
      `${LINE}: The carriers did not accept the description of what you text, or suspended it.`,
      "Correct what the rejection names",
    ],
    [
      "a number that nobody registered",
      () => {
        service.carrier.registrations.brands = [];
        service.carrier.registrations.campaigns = [];
      },
      `${LINE}: This line can text. (nothing registered)`,
      "register an A2P 10DLC campaign",
    ],
    [
      "a carrier that errs in the middle",
      () => {
        service.carrier.faults.rest = ({ path }) =>
          path.includes("IncomingPhoneNumbers") ? { kind: "error", status: 503, code: 20503 } : undefined;
      },
      `${LINE}: Twilio could not be asked (20503)`,
      "Try again in a minute",
    ],
    [
      "a mail server that is away",
      () => {
        env.SMTP_URL = "smtp://127.0.0.1:1";
        env.MAIL_FROM = "alerts@textback.example";
      },
      "the mail server does not take mail",
      "Check SMTP_URL",
    ],
    [
      "a database that is away",
      () => {
        env.DATABASE_URL = "postgres://127.0.0.1:1/none";
      },
      "database",
      "Check DATABASE_URL",
    ],
    [
      "half a configuration",
      () => {
        delete env.TEXTBACK_SECRET;
      },
      "configuration",
      "Missing settings: TEXTBACK_SECRET",
    ],
  ])("says what to fix: %s", async (_name, spoil, what, fix) => {
    spoil();
    const { code, stdout } = await doctor();
    expect(code).toBe(1);
    const lines = stdout.split("\n");
    const found = lines.findIndex((line) => line.startsWith("  FIX") && line.includes(what));
    expect(lines[found], stdout).toBeDefined();
    expect(`${lines[found]}\n${lines[found + 1]}`).toContain(fix);
    expect(stdout).not.toContain(OPERATOR.authToken);
  });

  it("knows a line whose number is not in the account", async () => {
    const stray = "+15550100009";
    await service.own("PUT", `/lines/${encodeURIComponent(stray)}`, { enabled: true });
    const { code, stdout } = await doctor();
    expect(code).toBe(1);
    expect(stdout).toContain(
      `FIX   ${stray} is not in the Twilio account\n        → Buy or port it, or delete the line`,
    );
    expect(stdout).toContain(`ok    ${LINE}: voice URL`);
    await service.own("DELETE", `/lines/${encodeURIComponent(stray)}`);
  });

  it("asks the mail server, too", async () => {
    env.SMTP_URL = mailbox.url;
    env.MAIL_FROM = "alerts@textback.example";
    expect((await doctor()).stdout).toContain("  ok    the mail server answers\n");
  });
});
