/** The API's shapes: one schema each, for checking, for the OpenAPI document and for the page's types. */
import { z } from "zod";
import { MAX_RETENTION_DAYS } from "../domain/business.ts";
import {
  type BusinessHours,
  checkBusinessHours,
  MAX_HOLIDAYS,
  MAX_SPANS_PER_DAY,
} from "../domain/business-hours.ts";
import { MAX_GRANT } from "../domain/credits.ts";
import { MAX_LEAD_NAME_CHARACTERS, MAX_NOTE_CHARACTERS } from "../domain/lead-import.ts";
import { STAGES } from "../domain/lead-stages.ts";
import { type E164, parseE164, parseForwardTarget } from "../domain/phone.ts";
import { cleanLine, cleanText } from "../domain/plain-text.ts";
import { checkQuietHours } from "../domain/quiet-hours.ts";
import { MAX_REPEAT_WINDOW_MINUTES } from "../domain/repeat-window.ts";
import {
  MAX_CALLS_PER_HOUR,
  MAX_FORWARD_TARGETS,
  MAX_GREETING_CHARACTERS,
  MAX_MIN_ANSWERED_SECONDS,
  MAX_RING_SECONDS,
  MAX_TEXT_AGE_MINUTES,
  MAX_VOICEMAIL_SECONDS,
  MIN_RING_SECONDS,
  MIN_VOICEMAIL_SECONDS,
} from "../domain/settings.ts";
import { CODE_DIGITS, parseContact, parseEmail, ROLES } from "../domain/sign-in.ts";
import { MAX_TEMPLATE_CHARACTERS, parseTemplate } from "../domain/template.ts";

export const phone = z
  .string()
  .refine((text) => parseE164(text) !== null, "must be a phone number in E.164 form, such as +15125550142")
  .transform((text) => text as E164)
  .meta({ description: "E.164", example: "+15125550142" });

export const line = (max: number) =>
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

export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, "must be a two-letter country code, such as US")
  .meta({ example: "US" });

export const createBusiness = z.strictObject({
  name: line(120),
  timeZone: timeZone.default("America/New_York"),
  country: country.default("US"),
});

const retention = z
  .int("must be a whole number of days, or null to keep it")
  .min(1, "must be at least 1 day")
  .max(MAX_RETENTION_DAYS, `must be at most ${MAX_RETENTION_DAYS} days`)
  .nullable();

export const changeBusiness = z.strictObject({
  name: line(120).optional(),
  timeZone: timeZone.optional(),
  country: country.optional(),
  leadForAnsweredCallers: z.boolean().optional(),
  retentionDays: z
    .strictObject({ bodies: retention.optional(), recordings: retention.optional() })
    .meta({ description: "Days until texts' bodies and callers' messages are erased; null keeps them" })
    .optional(),
});

const clock = z.string().max(5);
const span = z.strictObject({ from: clock, to: clock });
const day = z.string().max(10);
const weekday = z.array(span).max(MAX_SPANS_PER_DAY).optional();

const businessHours = z
  .strictObject({
    weekly: z.strictObject({
      monday: weekday,
      tuesday: weekday,
      wednesday: weekday,
      thursday: weekday,
      friday: weekday,
      saturday: weekday,
      sunday: weekday,
    }),
    holidays: z
      .array(z.union([day, z.strictObject({ from: day, to: day })]))
      .max(MAX_HOLIDAYS)
      .default([]),
  })
  .check((ctx) => {
    // The zone is the business's, and was checked with it.
    for (const { field, message } of checkBusinessHours(ctx.value as BusinessHours, "UTC"))
      ctx.issues.push({ code: "custom", message, path: field.split("."), input: ctx.value });
  })
  .transform((hours) => hours as BusinessHours);

const quietHours = span.check((ctx) => {
  for (const { field, message } of checkQuietHours(ctx.value))
    ctx.issues.push({ code: "custom", message, path: [field], input: ctx.value });
});

const template = z
  .string()
  .max(MAX_TEMPLATE_CHARACTERS * 4)
  .check((ctx) => {
    const parsed = parseTemplate(ctx.value);
    if (!parsed.ok) ctx.issues.push({ code: "custom", message: parsed.problem, input: ctx.value });
  });

const forwardTarget = z
  .string()
  .refine(
    (text) => parseForwardTarget(text) !== null,
    "must be a phone number in E.164 form (+15125550142) or a SIP address (sip:desk@example.com)",
  );

const whole = (from: number, to: number, unit: string) =>
  z
    .int(`must be a whole number of ${unit} from ${from} to ${to}`)
    .min(from, `must be at least ${from} ${unit}`)
    .max(to, `must be at most ${to} ${unit}`);

/** Everything beyond the four: what is left out keeps its value. */
const lineOptions = {
  ring: z.enum(["together", "in_turn"], "must be together or in_turn").optional(),
  repeatWindowMinutes: whole(0, MAX_REPEAT_WINDOW_MINUTES, "minutes").optional(),
  answerConfirmation: z
    .enum(["off", "press_key", "detect_machine"], "must be off, press_key or detect_machine")
    .optional(),
  minAnsweredSeconds: whole(0, MAX_MIN_ANSWERED_SECONDS, "seconds").optional(),
  maxTextAgeMinutes: whole(1, MAX_TEXT_AGE_MINUTES, "minutes").optional(),
  hours: businessHours.nullable().optional(),
  afterHoursMessage: template.nullable().optional(),
  ringAfterHours: z.boolean("must be true or false").optional(),
  quietHours: quietHours.nullable().optional(),
  allowedCountries: z.array(country).max(50, "must be at most 50 countries").optional(),
  lookUpLandlines: z.boolean("must be true or false").optional(),
  spamGuard: z
    .strictObject({
      refuseSpoofed: z.boolean("must be true or false"),
      maxCallsPerHour: whole(1, MAX_CALLS_PER_HOUR, "calls").nullable(),
    })
    .optional(),
  voicemail: z
    .strictObject({
      greeting: line(MAX_GREETING_CHARACTERS),
      maxSeconds: whole(MIN_VOICEMAIL_SECONDS, MAX_VOICEMAIL_SECONDS, "seconds").default(120),
    })
    .nullable()
    .optional(),
};

export const putLine = z.strictObject({
  enabled: z.boolean("must be true or false").optional(),
  forwardTo: z
    .union([
      forwardTarget,
      z.array(forwardTarget).min(1).max(MAX_FORWARD_TARGETS, `must be at most ${MAX_FORWARD_TARGETS} phones`),
    ])
    .nullable()
    .optional(),
  ringTimeoutSeconds: whole(MIN_RING_SECONDS, MAX_RING_SECONDS, "seconds").optional(),
  message: template.optional(),
  ...lineOptions,
});

export const putLineDefaults = putLine.omit({ forwardTo: true });

export const postText = z.strictObject({
  line: phone,
  to: phone,
  body: z.string().max(10_000),
  firstContact: z.boolean("must be true or false").default(false),
});

export const createKey = z.strictObject({ label: line(60).default("API key") });

export const putCarrier = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, "must be a Twilio account SID: AC and 32 hex digits"),
  authToken: z.string().min(1, "must not be empty").max(200),
});

const setting = z.union([z.string().max(10_000), z.number(), z.boolean()]);
export const connectionSettings = z.record(z.string().max(60), setting);

export const putConnection = z.strictObject({
  connector: z.string().min(1).max(60),
  credentials: z.record(z.string(), z.string().max(4_000)).optional(),
  settings: connectionSettings.optional(),
});

export const patchConnection = z.strictObject({
  settings: z.record(z.string().max(60), setting.nullable()),
});

export const grantCredits = z.strictObject({
  credits: z
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(MAX_GRANT, `must be at most ${MAX_GRANT}`),
  reason: line(200),
});

const email = z
  .string()
  .transform((text, ctx) => {
    const parsed = parseEmail(text);
    if (parsed !== null) return parsed;
    ctx.issues.push({ code: "custom", message: "must be an e-mail address", input: text });
    return z.NEVER;
  })
  .meta({ example: "sam@example.com" });
const role = z.enum(ROLES, `must be ${ROLES.join(" or ")}`);
const token = z.string().min(1, "must not be empty").max(200);
const contact = z
  .string()
  .max(254)
  .transform((text, ctx) => {
    const parsed = parseContact(text, "US");
    if (parsed !== null) return parsed;
    ctx.issues.push({ code: "custom", message: "must be an e-mail address or a phone number", input: text });
    return z.NEVER;
  })
  .meta({ description: "An e-mail address or a phone number", example: "sam@example.com" });

export const useToken = z.strictObject({ token });
/** From the page inside a CRM. */
export const useLaunch = z.strictObject({
  token: z.string().min(1).max(2_000),
  connector: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "must be a connector's id"),
});
export const requestCode = z.strictObject({ contact });
const code = z
  .string()
  .transform((text) => text.replaceAll(/[\s-]/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, `must be ${CODE_DIGITS} digits`));
export const verifyCode = z.strictObject({ contact, code });
export const provePhone = z.strictObject({ code });
export const invitation = z.strictObject({
  name: line(120),
  email: email.nullable().default(null),
  phone: phone.nullable().default(null),
  role: role.default("member"),
});
export const changeUser = z.strictObject({
  name: line(120).optional(),
  email: email.nullable().optional(),
  phone: phone.nullable().optional(),
  role: role.optional(),
});

export const changeLead = z.strictObject({
  name: line(MAX_LEAD_NAME_CHARACTERS).nullable().optional(),
  stage: z.enum(STAGES, `must be one of ${STAGES.join(", ")}`).optional(),
});
export const postNote = z.strictObject({
  body: z
    .string()
    .transform((text) => cleanText(text).trim())
    .pipe(
      z
        .string()
        .min(1, "must not be empty")
        .max(MAX_NOTE_CHARACTERS, `must be at most ${MAX_NOTE_CHARACTERS} characters long`),
    ),
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
export const activitiesQuery = pageQuery.extend({
  state: z.enum(["pending", "waiting", "done", "parked", "dead", "discarded"]).optional(),
});
