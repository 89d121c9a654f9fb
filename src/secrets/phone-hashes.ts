import { createHmac } from "node:crypto";
import { deriveKey } from "./sealer.ts";

/** What is left of a number that must be recognised and never read: under each secret, the current one first. */
export function phoneHashes(
  secret: string,
  earlier: readonly string[] = [],
): (businessId: string, phone: string) => readonly string[] {
  const keys = [secret, ...earlier].map((each) => deriveKey(each, "phone-hash"));
  return (businessId, phone) =>
    keys.map((key) => createHmac("sha256", key).update(`${businessId}:${phone}`).digest("base64url"));
}
