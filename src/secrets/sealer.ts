/** Secrets at rest, and the keys of the API. */
import { createHash, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { CompactEncrypt, compactDecrypt } from "jose";
import type { Sealer } from "../app/context.ts";

export const MIN_SECRET_CHARACTERS = 32;

/** Raised when what is sealed was sealed with another secret, or stands in another place than it was sealed for. */
export class CannotOpen extends Error {
  constructor(cause?: unknown) {
    super("This was sealed with another TEXTBACK_SECRET, or for another place.", { cause });
    this.name = "CannotOpen";
  }
}

/** One key per purpose, so that what is made for one can never pass for another. */
export const deriveKey = (secret: string, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", secret, "textback", purpose, 32));

export const keyId = (key: Uint8Array): string =>
  createHash("sha256").update(key).digest("base64url").slice(0, 8);

/**
 * JWE (A256GCM). The protected header, which the cipher authenticates, names the key and what the secret is
 * about; a sealed text moved to another row does not open.
 *
 * @param earlier secrets that may still open, never seal: for rotation
 */
export function sealer(secret: string, earlier: readonly string[] = []): Sealer {
  const keys = [secret, ...earlier].map((each) => deriveKey(each, "seal"));
  const [current] = keys;
  if (current === undefined) throw new Error("A sealer needs a secret");
  return {
    seal: (plain, about) =>
      new CompactEncrypt(new TextEncoder().encode(plain))
        .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: keyId(current), about })
        .encrypt(current),
    open: async (sealed, about) => {
      try {
        const { plaintext, protectedHeader } = await compactDecrypt(
          sealed,
          (header) => {
            const key = keys.find((each) => keyId(each) === header.kid);
            if (key === undefined) throw new CannotOpen();
            return key;
          },
          { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] },
        );
        if (protectedHeader.about !== about) throw new CannotOpen();
        return new TextDecoder().decode(plaintext);
      } catch (error) {
        throw error instanceof CannotOpen ? error : new CannotOpen(error);
      }
    },
  };
}

/** A business's key: 256 bits of chance, so a plain hash is enough to keep. */
export const newApiKey = (): string => `tb_${randomBytes(32).toString("base64url")}`;

/** What a business's webhook is signed with. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString("base64url")}`;

export const hashApiKey = (key: string): Buffer => createHash("sha256").update(key, "utf8").digest();

/** What a list of keys shows: enough to recognise one, too little to use it. */
export const hintOf = (key: string): string => `${key.slice(0, 6)}…${key.slice(-4)}`;

export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(hashApiKey(a), hashApiKey(b));
