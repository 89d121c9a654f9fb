/**
 * Salesforce's signed request: who opens our page in which org, under the secret that our app shares with
 * Salesforce. https://developer.salesforce.com/docs/platform/canvas-framework/guide/canvas-app-unsigning-code-example.html
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { cleanLine } from "../domain/plain-text.ts";

export const SIGNED_REQUEST_LIVES_MS = 5 * 60_000;
/** Their clock may be ahead of ours by so much. */
const CLOCK_SKEW_MS = 60_000;
const MAX_NAME = 100;

export interface CanvasRequest {
  /** 18 characters, as the token endpoint names it. */
  readonly organizationId: string;
  readonly userId: string;
  readonly userName: string;
  /** Until then Salesforce's word holds. */
  readonly expiresAt: Date;
}

const id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$`))
    .transform(longId);

/** Of all that they send only this is read: the tokens of the user beside it are dropped here. */
const contents = z.object({
  algorithm: z.literal("HMACSHA256"),
  issuedAt: z.int(),
  context: z.object({
    organization: z.object({ organizationId: id("00D") }),
    user: z.object({ userId: id("005"), fullName: z.string().default("") }),
  }),
});

/** @returns `null`: it does not come from Salesforce, or it was made too long ago */
export function readSignedRequest(signed: string, secret: string, now: Date): CanvasRequest | null {
  const [signature = "", payload = "", ...rest] = signed.split(".");
  if (rest.length > 0) return null;
  // Over the Base64 text, and compared as text: two spellings of the same bytes are not the same signature.
  const expected = Buffer.from(createHmac("sha256", secret).update(payload).digest("base64"));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const parsed = contents.safeParse(jsonOf(payload));
  if (!parsed.success) return null;
  const { issuedAt, context } = parsed.data;
  const ageMs = now.getTime() - issuedAt;
  if (ageMs > SIGNED_REQUEST_LIVES_MS || ageMs < -CLOCK_SKEW_MS) return null;
  return {
    organizationId: context.organization.organizationId,
    userId: context.user.userId,
    expiresAt: new Date(issuedAt + SIGNED_REQUEST_LIVES_MS + CLOCK_SKEW_MS),
    userName: cleanLine(context.user.fullName).slice(0, MAX_NAME) || "Team member",
  };
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, "base64").toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const CHECK_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** Ids of 15 characters tell upper from lower case; the three more say which letters are upper-case. */
function longId(short: string): string {
  if (short.length !== 15) return short;
  const checks = [0, 5, 10].map((from) => {
    const bits = [...short.slice(from, from + 5)].reduce(
      (sum, letter, place) => sum + (/[A-Z]/.test(letter) ? 2 ** place : 0),
      0,
    );
    return CHECK_CHARACTERS[bits] ?? "";
  });
  return `${short}${checks.join("")}`;
}
