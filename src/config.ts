/** The environment, read once. Nothing else reads it. */
import { isIP } from "node:net";
import { z } from "zod";
import { OperatorError } from "./domain/errors.ts";
import { MIN_SECRET_CHARACTERS } from "./secrets/sealer.ts";

export class ConfigError extends OperatorError {}

export interface Config {
  readonly sandbox: boolean;
  readonly port: number;
  readonly host: string;
  /** `null` in the sandbox: it is where we listen. */
  readonly publicUrl: string | null;
  /** `null`: the embedded Postgres. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** `null` in the sandbox: one is made and kept in `dataDir`. */
  readonly secret: string | null;
  readonly earlierSecrets: readonly string[];
  readonly adminKey: string | null;
  readonly twilio: { readonly accountSid: string; readonly authToken: string } | null;
  readonly twilioApiUrl: string | null;
  /** `null`: nothing is sent by e-mail. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | null;
  /** Whose X-Forwarded-For is believed, in Express's words: addresses, networks, or names such as loopback. */
  readonly trustedProxies: string;
  /** `null`: credits are not sold by card. */
  readonly stripe: {
    readonly secretKey: string;
    readonly webhookSecret: string;
    readonly apiUrl?: string;
  } | null;
  readonly hubspotApiUrl: string | null;
  readonly salesforceUrl: string | null;
  /** The operator's apps at the CRMs, by the connector's id. */
  readonly oauthApps: Readonly<Record<string, OAuthAppConfig>>;
  /** As installed from a marketplace: no pasting of tokens. */
  readonly isMarketplace: boolean;
  /** Who runs this, for the public pages. */
  readonly operator: OperatorConfig;
  /** Packages with further connectors. */
  readonly connectors: readonly string[];
  readonly logLevel: string;
}

export interface OAuthAppConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly packageUrl?: string;
}

export interface OperatorConfig {
  readonly name: string | null;
  readonly address: string | null;
  readonly supportEmail: string | null;
  readonly privacyEmail: string | null;
  /** `undefined`: as the public page has it. */
  readonly pricing?: string;
  /** The addresses our requests come from, for the allowlists of others. */
  readonly outgoingIps: readonly string[];
}

const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) address" });
const environment = z.object({
  PORT: z.coerce.number("must be a number").int().min(0).max(65_535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  PUBLIC_URL: httpUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional(),
  DATA_DIR: z.string().default("./data"),
  TEXTBACK_SECRET: z
    .string()
    .min(MIN_SECRET_CHARACTERS, `must be at least ${MIN_SECRET_CHARACTERS} characters long`)
    .optional(),
  TEXTBACK_EARLIER_SECRETS: z.string().optional(),
  TEXTBACK_ADMIN_KEY: z.string().min(16, "must be at least 16 characters long").optional(),
  TEXTBACK_SANDBOX: z.enum(["0", "1"], "must be 0 or 1").optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, "must be a Twilio account SID: AC and 32 hex digits")
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_API_URL: httpUrl.optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must be an address such as smtps://user:password@mail.example.com" })
    .optional(),
  MAIL_FROM: z.string().includes("@", "must be an e-mail address").optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_/, "must be a secret or restricted key of Stripe: sk_… or rk_…")
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .startsWith("whsec_", "must be the signing secret of Stripe's webhook endpoint: whsec_…")
    .optional(),
  STRIPE_API_URL: httpUrl.optional(),
  TRUSTED_PROXIES: z.string().default("loopback"),
  HUBSPOT_API_URL: httpUrl.optional(),
  SALESFORCE_LOGIN_URL: httpUrl.optional(),
  TEXTBACK_MARKETPLACE: z.enum(["0", "1"], "must be 0 or 1").optional(),
  TEXTBACK_OPERATOR_NAME: z.string().max(100).optional(),
  TEXTBACK_OPERATOR_ADDRESS: z.string().max(300).optional(),
  TEXTBACK_PRIVACY_EMAIL: z.string().includes("@", "must be an e-mail address").optional(),
  TEXTBACK_PRICING: z.string().max(300).optional(),
  TEXTBACK_SUPPORT_EMAIL: z.string().includes("@", "must be an e-mail address").optional(),
  TEXTBACK_OUTGOING_IPS: z
    .string()
    .default("")
    .transform((value) => listed(value))
    .refine((ips) => ips.every((ip) => isIP(ip) !== 0), "must be IP addresses, comma-separated"),
  TEXTBACK_CONNECTORS: z.string().default(""),
  LOG_LEVEL: z
    .enum(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "must be a pino level, such as info",
    )
    .default("info"),
});

/** What production needs, beside what has a default. DATABASE_URL may be left out: then the embedded one serves. */
const NEEDED = ["PUBLIC_URL", "TEXTBACK_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"] as const;
const REAL = [
  "PUBLIC_URL",
  "DATABASE_URL",
  "TEXTBACK_SECRET",
  "TWILIO_ACCOUNT_SID",
  "TWILIO_AUTH_TOKEN",
] as const;

/** @throws ConfigError that names everything that is missing or wrong at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
    throw new ConfigError(`These settings are wrong:\n${lines.join("\n")}`);
  }
  const e = parsed.data;
  if ((e.SMTP_URL === undefined) !== (e.MAIL_FROM === undefined))
    throw new ConfigError("SMTP_URL and MAIL_FROM go together: set both, or none.");
  const sandbox = e.TEXTBACK_SANDBOX === "1" || REAL.every((name) => e[name] === undefined);
  if (!sandbox) {
    const missing = NEEDED.filter((name) => e[name] === undefined);
    if (missing.length > 0)
      throw new ConfigError(
        `Missing settings: ${missing.join(", ")}. Set them, or set none of ${REAL.join(", ")} to run the sandbox.`,
      );
  }
  return {
    sandbox,
    port: e.PORT,
    host: e.HOST,
    publicUrl: sandbox ? null : (e.PUBLIC_URL ?? null),
    databaseUrl: e.DATABASE_URL ?? null,
    dataDir: e.DATA_DIR,
    secret: e.TEXTBACK_SECRET ?? null,
    earlierSecrets: listed(e.TEXTBACK_EARLIER_SECRETS ?? ""),
    adminKey: e.TEXTBACK_ADMIN_KEY ?? null,
    twilio:
      sandbox || e.TWILIO_ACCOUNT_SID === undefined || e.TWILIO_AUTH_TOKEN === undefined
        ? null
        : { accountSid: e.TWILIO_ACCOUNT_SID, authToken: e.TWILIO_AUTH_TOKEN },
    twilioApiUrl: e.TWILIO_API_URL ?? null,
    mail:
      e.SMTP_URL === undefined || e.MAIL_FROM === undefined
        ? null
        : { smtpUrl: e.SMTP_URL, from: e.MAIL_FROM },
    stripe: stripeOf(e),
    trustedProxies: e.TRUSTED_PROXIES,
    hubspotApiUrl: e.HUBSPOT_API_URL ?? null,
    salesforceUrl: e.SALESFORCE_LOGIN_URL ?? null,
    oauthApps: oauthAppsIn(given),
    isMarketplace: e.TEXTBACK_MARKETPLACE === "1",
    operator: {
      name: e.TEXTBACK_OPERATOR_NAME ?? null,
      address: e.TEXTBACK_OPERATOR_ADDRESS ?? null,
      supportEmail: e.TEXTBACK_SUPPORT_EMAIL ?? null,
      privacyEmail: e.TEXTBACK_PRIVACY_EMAIL ?? null,
      ...(e.TEXTBACK_PRICING === undefined ? {} : { pricing: e.TEXTBACK_PRICING }),
      outgoingIps: e.TEXTBACK_OUTGOING_IPS,
    },
    connectors: listed(e.TEXTBACK_CONNECTORS),
    logLevel: e.LOG_LEVEL,
  };
}

function stripeOf(e: z.output<typeof environment>): Config["stripe"] {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_URL: apiUrl } = e;
  if (secretKey === undefined && webhookSecret === undefined) return null;
  // Without the other, payments would be taken and never heard of, or heard of and never taken.
  if (secretKey === undefined || webhookSecret === undefined)
    throw new ConfigError(
      "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET belong together: set both, or neither.",
    );
  return { secretKey, webhookSecret, ...(apiUrl === undefined ? {} : { apiUrl }) };
}

/** `<ID>_CLIENT_ID` and `<ID>_CLIENT_SECRET`, of our own connectors and of any other; `<ID>_PACKAGE_URL` where one is needed. */
function oauthAppsIn(given: Readonly<Record<string, string | undefined>>): Record<string, OAuthAppConfig> {
  const apps: Record<string, OAuthAppConfig> = {};
  for (const name of Object.keys(given)) {
    const [, id] = /^([A-Z][A-Z0-9_]*)_CLIENT_(?:ID|SECRET)$/.exec(name) ?? [];
    if (id === undefined) continue;
    const clientId = given[`${id}_CLIENT_ID`];
    const clientSecret = given[`${id}_CLIENT_SECRET`];
    if (clientId === undefined || clientSecret === undefined)
      throw new ConfigError(`${id}_CLIENT_ID and ${id}_CLIENT_SECRET belong together: set both, or neither.`);
    const packageUrl = given[`${id}_PACKAGE_URL`];
    if (packageUrl !== undefined && !packageUrl.startsWith("https://"))
      throw new ConfigError(`${id}_PACKAGE_URL must be an https address.`);
    apps[id.toLowerCase().replaceAll("_", "-")] = {
      clientId,
      clientSecret,
      ...(packageUrl === undefined ? {} : { packageUrl }),
    };
  }
  return apps;
}

const listed = (value: string): readonly string[] =>
  value
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
