/** The API's shapes: one schema each, for checking, for the OpenAPI document and for the page's types. */
import { z } from "zod";
import { MAX_GRANT } from "../domain/credits.ts";
import { type E164, parseE164, parseForwardTarget } from "../domain/phone.ts";
import { cleanLine } from "../domain/plain-text.ts";
import { MAX_RING_SECONDS, MIN_RING_SECONDS } from "../domain/settings.ts";
import { MAX_TEMPLATE_CHARACTERS, parseTemplate } from "../domain/template.ts";

export const phone = z
  .string()
  .refine((text) => parseE164(text) !== null, "must be a phone number in E.164 form, such as +15125550142")
  .transform((text) => text as E164)
  .meta({ description: "E.164", example: "+15125550142" });

const line = (max: number) =>
  z
    .string()
    .transform(cleanLine)
    .pipe(z.string().min(1, "must not be empty").max(max, `must be at most ${max} characters long`));

const timeZone = z
  .string()
  .refine(isTimeZone, "must be an IANA time zone, such as America/Chicago")
  .meta({ example: "America/Chicago" });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const country = z
  .string()
  .regex(/^[A-Z]{2}$/, "must be a two-letter country code, such as US")
  .meta({ example: "US" });

export const createBusiness = z.strictObject({
  name: line(120),
  timeZone: timeZone.default("America/New_York"),
  country: country.default("US"),
});

export const changeBusiness = z.strictObject({
  name: line(120).optional(),
  timeZone: timeZone.optional(),
  country: country.optional(),
  leadForAnsweredCallers: z.boolean().optional(),
});

export const putLine = z.strictObject({
  enabled: z.boolean("must be true or false").optional(),
  forwardTo: z
    .string()
    .refine(
      (text) => parseForwardTarget(text) !== null,
      "must be a phone number in E.164 form (+15125550142) or a SIP address (sip:desk@example.com)",
    )
    .nullable()
    .optional(),
  ringTimeoutSeconds: z
    .int(`must be a whole number of seconds from ${MIN_RING_SECONDS} to ${MAX_RING_SECONDS}`)
    .min(MIN_RING_SECONDS, `must be at least ${MIN_RING_SECONDS} seconds`)
    .max(MAX_RING_SECONDS, `must be at most ${MAX_RING_SECONDS} seconds`)
    .optional(),
  message: z
    .string()
    .max(MAX_TEMPLATE_CHARACTERS * 4)
    .check((ctx) => {
      const parsed = parseTemplate(ctx.value);
      if (!parsed.ok) ctx.issues.push({ code: "custom", message: parsed.problem, input: ctx.value });
    })
    .optional(),
});

export const createKey = z.strictObject({ label: line(60).default("API key") });

export const putCarrier = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, "must be a Twilio account SID: AC and 32 hex digits"),
  authToken: z.string().min(1, "must not be empty").max(200),
});

export const putConnection = z.strictObject({
  connector: z.string().min(1).max(60),
  credentials: z.record(z.string(), z.string().max(4_000)).optional(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

export const grantCredits = z.strictObject({
  credits: z
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(MAX_GRANT, `must be at most ${MAX_GRANT}`),
  reason: line(200),
});

export const changeLead = z.strictObject({
  name: line(120).nullable().optional(),
  stage: line(60).optional(),
});

export const pageQuery = z.object({
  limit: z.coerce
    .number("must be a number")
    .int()
    .min(1, "must be at least 1")
    .max(200, "must be at most 200")
    .default(50),
  after: z.string().max(500).optional(),
});

export const callsQuery = pageQuery.extend({
  phone: phone.optional(),
  outcome: z.enum(["answered", "missed"], "must be answered or missed").optional(),
});
export const phoneQuery = pageQuery.extend({ phone: phone.optional() });
export const activitiesQuery = pageQuery.extend({
  state: z.enum(["pending", "waiting", "done", "parked", "dead", "discarded"]).optional(),
});
