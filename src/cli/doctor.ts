/** Looks at everything that must be right for a missed call to become a text, and says what to fix. */
import twilio from "twilio";
import { type Config, ConfigError, readConfig } from "../config.ts";
import type { PostgresStore } from "../db/store.ts";
import { LOW_CREDITS } from "../domain/credits.ts";
import { PATHS } from "../telephony/urls.ts";
import { out } from "./output.ts";
import { withDatabase } from "./with-database.ts";

let healthy = true;
const good = (text: string) => out(`  ok    ${text}`);
const bad = (text: string, fix: string) => {
  healthy = false;
  out(`  FIX   ${text}\n        → ${fix}`);
};

export async function doctor(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  healthy = true;
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    bad("configuration", error.message);
    process.exitCode = 1;
    return;
  }
  good(config.sandbox ? "configuration: none, so the sandbox" : "configuration");
  await withDatabase(config, async (_url, store) => {
    await store.ping();
    good("database answers");
    await checkLedger(store);
    await checkPublicUrl(config);
    if (config.twilio !== null) await checkCarrier(config, config.twilio, store);
  }).catch((error: unknown) => bad("database", `${String((error as Error).message)}. Check DATABASE_URL.`));
  if (!healthy) process.exitCode = 1;
}

async function checkLedger(store: PostgresStore): Promise<void> {
  const wrong = await store.read.ledger.reconcile().catch(() => null);
  if (wrong === null) return bad("database schema", "Run: textback migrate");
  if (wrong.length > 0) bad("the ledger does not add up", "Run: textback credits, and report what it shows");
  else good("the ledger adds up");
  for (const { name, available } of await store.read.ledger.low(LOW_CREDITS))
    bad(`${name} has ${available} credits left`, "Grant or buy credits, or its callers get no texts");
}

async function checkPublicUrl({ publicUrl }: Config): Promise<void> {
  if (publicUrl === null) return;
  if (!publicUrl.startsWith("https://"))
    bad(`PUBLIC_URL is ${publicUrl}`, "Use https: Twilio sends callers' numbers there");
  const answer = await fetch(`${publicUrl}/healthz`, {
    signal: AbortSignal.timeout(5_000),
    redirect: "manual",
  }).catch((error: unknown) => String(error));
  if (typeof answer !== "string" && answer.status === 200) good("PUBLIC_URL reaches this service");
  else
    bad(
      `PUBLIC_URL does not answer (${typeof answer === "string" ? answer : answer.status})`,
      "Start the service, and let the address lead to it without redirects",
    );
}

async function checkCarrier(
  config: Config,
  account: { accountSid: string; authToken: string },
  store: PostgresStore,
): Promise<void> {
  const client = twilio(account.accountSid, account.authToken, { timeout: 10_000 });
  if (config.twilioApiUrl !== null) client.api.baseUrl = config.twilioApiUrl;
  try {
    const { status } = await client.api.v2010.accounts(account.accountSid).fetch();
    if (status === "active") good("Twilio account is active");
    else bad(`Twilio account is ${status}`, "Look at the Twilio console");
  } catch (error) {
    const { status, code } = error as { status?: number; code?: number | string };
    return bad(
      `Twilio refused the credentials (${status ?? code ?? "no answer"})`,
      "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
    );
  }
  for (const { line, carrierAccountSid } of await store.read.lines.listInUse()) {
    if (carrierAccountSid !== null && carrierAccountSid !== account.accountSid) continue;
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: line.number, limit: 1 });
    if (number === undefined) {
      bad(`${line.number} is not in the Twilio account`, "Buy or port it, or delete the line");
      continue;
    }
    const wanted = [
      ["voice URL", number.voiceUrl, PATHS.voice],
      ["status callback", number.statusCallback, PATHS.voiceStatus],
      ["messaging URL", number.smsUrl, PATHS.sms],
    ] as const;
    for (const [name, actual, path] of wanted) {
      const should = `${config.publicUrl ?? ""}${path}`;
      if ((actual ?? "").split("#")[0] === should) good(`${line.number}: ${name}`);
      else bad(`${line.number}: its ${name} is ${actual || "empty"}`, `Set it to ${should}, method POST`);
    }
  }
}
