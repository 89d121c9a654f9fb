/** Looks at everything that must be right for a missed call to become a text, and says what to fix. */
import twilio from "twilio";
import { withRegistration } from "../app/lines/check-registration.ts";
import type { Line } from "../app/ports/index.ts";
import { type Config, ConfigError, readConfig } from "../config.ts";
import type { PostgresStore } from "../db/store.ts";
import { LOW_CREDITS } from "../domain/credits.ts";
import type { E164 } from "../domain/phone.ts";
import { newTextingState, type Registration, textingWords } from "../domain/texting-state.ts";
import { alertMail } from "../mail/alert-mail.ts";
import type { MailOptions } from "../mail/transport.ts";
import { marketplaceAdvice } from "../marketplace-advice.ts";
import { ownAddresses } from "../ops/own-addresses.ts";
import { registrationOf } from "../telephony/registration.ts";
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
  for (const { what, fix } of marketplaceAdvice(config, ownAddresses())) bad(what, fix);
  await withDatabase(config, async (_url, store) => {
    await store.ping();
    good("database answers");
    await checkLedger(store);
    await checkPublicUrl(config);
    if (config.mail !== null) await checkMail(config.mail);
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

/** A carrier on this machine needs no https to reach us. */
const isLocal = (address: string | null): boolean =>
  address !== null && ["127.0.0.1", "[::1]", "localhost"].includes(new URL(address).hostname);

async function checkPublicUrl({ publicUrl, twilioApiUrl }: Config): Promise<void> {
  if (publicUrl === null) return;
  if (!publicUrl.startsWith("https://") && !isLocal(twilioApiUrl))
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

async function checkMail(mail: MailOptions): Promise<void> {
  try {
    await alertMail(mail).verify();
    good("the mail server answers");
  } catch (error) {
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    bad(`the mail server does not take mail (${responseCode ?? code ?? "no answer"})`, "Check SMTP_URL");
  }
}

async function checkCarrier(
  config: Config,
  account: { accountSid: string; authToken: string },
  store: PostgresStore,
): Promise<void> {
  const client = twilio(account.accountSid, account.authToken, { timeout: 10_000 });
  if (config.twilioApiUrl !== null) {
    client.api.baseUrl = config.twilioApiUrl;
    client.messaging.baseUrl = config.twilioApiUrl;
  }
  try {
    const { status } = await client.api.v2010.accounts(account.accountSid).fetch();
    if (status === "active") good("Twilio account is active");
    else bad(`Twilio account is ${status}`, "Look at the Twilio console");
  } catch (error) {
    const { status } = error as { status?: number };
    if (status === undefined)
      return bad(`Twilio does not answer (${wordsOf(error)})`, "Check TWILIO_API_URL and the network");
    return bad(
      `Twilio refused the credentials (${status})`,
      "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
    );
  }
  const lines = await store.read.lines.listInUse();
  if (lines.length === 0) bad("there are no lines yet", "Add one: PUT /api/v1/businesses/:id/lines/:number");
  for (const { line, business, carrierAccountSid } of lines) {
    if (carrierAccountSid !== null && carrierAccountSid !== account.accountSid) {
      good(`${line.number}: in an account of its business's own, which is not looked into`);
      continue;
    }
    try {
      const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: line.number, limit: 1 });
      if (number === undefined) {
        bad(`${line.number} is not in the Twilio account`, "Buy or port it, or delete the line");
        continue;
      }
      checkAddresses(line.number, number, config.publicUrl ?? "");
      checkTexting(line, business.country, await registrationOf(client, line.number));
    } catch (error) {
      bad(`${line.number}: Twilio could not be asked (${wordsOf(error)})`, "Try again in a minute");
    }
  }
}

/** A code or a status only: the client's errors carry our credentials. */
function wordsOf(error: unknown): string {
  const { status, code } = error as { status?: number; code?: number | string };
  return String(code ?? status ?? "no answer");
}

function checkAddresses(
  line: E164,
  number: { voiceUrl: string; statusCallback: string; smsUrl: string },
  publicUrl: string,
): void {
  const wanted = [
    ["voice URL", number.voiceUrl, PATHS.voice],
    ["status callback", number.statusCallback, PATHS.voiceStatus],
    ["messaging URL", number.smsUrl, PATHS.sms],
  ] as const;
  for (const [name, actual, path] of wanted) {
    const should = `${publicUrl}${path}`;
    if ((actual ?? "").split("#")[0] === should) good(`${line}: ${name}`);
    else bad(`${line}: its ${name} is ${actual || "empty"}`, `Set it to ${should}, method POST`);
  }
}

/** As it will stand once the running service has asked, too. */
function checkTexting(line: Line, country: string, registration: Registration): void {
  const now = new Date();
  const state = withRegistration(line.texting ?? newTextingState(now), registration, now);
  const { headline, whatToDo } = textingWords(state);
  const known = Object.entries(registration).flatMap(([program, status]) =>
    status === null ? [] : `${program.replace("_", "-")} ${status}`,
  );
  const words = `${line.number}: ${headline} (${known.join(", ") || "nothing registered"})`;
  if (state.status !== "ready") bad(words, whatToDo);
  else if (known.length === 0 && country === "US")
    bad(
      words,
      "US carriers refuse texts of unregistered numbers: register an A2P 10DLC campaign, or verify the toll-free number",
    );
  else good(words);
}
