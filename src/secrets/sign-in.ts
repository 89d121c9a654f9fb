/** Tokens and codes for signing in. */
import { createHmac, randomBytes, randomInt } from "node:crypto";
import type { SignInSecrets, Tokens } from "../app/ports/sign-in.ts";
import { deriveKey, hashApiKey } from "./sealer.ts";

export const tokens: Tokens = {
  newToken: () => randomBytes(32).toString("base64url"),
  hashToken: hashApiKey,
};

/**
 * A code has a million values and contacts are guessable, so their hashes need a key that is not in the
 * database; then a fast hash does.
 */
export function signInSecrets(secret: string): SignInSecrets {
  const key = deriveKey(secret, "sign-in");
  return {
    ...tokens,
    newCode: (digits) => String(randomInt(10 ** digits)).padStart(digits, "0"),
    keyed: (purpose, ...parts) =>
      createHmac("sha256", key)
        .update(JSON.stringify([purpose, ...parts]))
        .digest(),
  };
}
