/** What opens our page inside a CRM: a signed token (RFC 7519) that names who it is for, and for which CRM's page. */
import { errors, jwtVerify, SignJWT } from "jose";
import type { LaunchTokens } from "../app/ports/oauth.ts";
import { deriveKey, keyId } from "./sealer.ts";

/** Of its own, so that no other token of ours can pass for one (RFC 8725, 3.11). */
const TYPE = "launch+jwt";

/**
 * @param issuer our public address: a token of another installation is none
 * @param earlier secrets whose tokens still open for their five minutes: for rotation
 */
export function launchTokens(issuer: string, secret: string, earlier: readonly string[] = []): LaunchTokens {
  const keys = [secret, ...earlier].map((each) => deriveKey(each, "launch-token"));
  const [current] = keys;
  if (current === undefined) throw new Error("Launch tokens need a secret");
  return {
    sign: ({ id, connector, accountId, businessId, userId, expiresAt }) =>
      new SignJWT({ business: businessId, account: accountId })
        .setProtectedHeader({ alg: "HS256", typ: TYPE, kid: keyId(current) })
        .setIssuer(issuer)
        .setAudience(connector)
        .setSubject(userId)
        .setJti(id)
        .setExpirationTime(expiresAt)
        .sign(current),
    async read(token, connector, now) {
      try {
        const { payload } = await jwtVerify(
          token,
          ({ kid }) => {
            const key = keys.find((each) => keyId(each) === kid);
            if (key === undefined) throw new errors.JWKSNoMatchingKey();
            return key;
          },
          {
            issuer,
            audience: connector,
            algorithms: ["HS256"],
            typ: TYPE,
            currentDate: now,
            requiredClaims: ["jti", "sub", "exp"],
          },
        );
        return payload.jti ?? null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}
