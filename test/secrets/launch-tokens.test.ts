import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { launchTokens } from "../../src/secrets/launch-tokens.ts";
import { deriveKey } from "../../src/secrets/sealer.ts";

const SECRET = "a secret of more than thirty-two characters";
const OTHER = "another secret of more than thirty-two chars";
const URL_ = "https://textback.example.com";
const NOW = new Date("2026-11-28T12:00:00Z");
const later = (ms: number) => new Date(NOW.getTime() + ms);
const launch = {
  id: "chance",
  connector: "salesforce",
  accountId: "00D5e0000000001AAA",
  businessId: "biz_1",
  userId: "user_1",
  expiresAt: later(300_000),
};
const ours = launchTokens(URL_, SECRET);

describe("a launch token", () => {
  it("is read until it expires, and gives nothing but its id", async () => {
    const token = await ours.sign(launch);
    expect(await ours.read(token, "salesforce", later(299_000))).toBe("chance");
    expect(await ours.read(token, "salesforce", later(300_000))).toBeNull();
  });

  it("made under an earlier secret is still read", async () => {
    const token = await launchTokens(URL_, OTHER).sign(launch);
    expect(await launchTokens(URL_, SECRET, [OTHER]).read(token, "salesforce", NOW)).toBe("chance");
  });

  const claims = () =>
    new SignJWT({ business: "biz_1" })
      .setIssuer(URL_)
      .setAudience("salesforce")
      .setSubject("user_1")
      .setJti("chance")
      .setExpirationTime(later(300_000));
  const key = deriveKey(SECRET, "launch-token");
  const header = async () =>
    JSON.parse(Buffer.from((await ours.sign(launch)).split(".")[0] ?? "", "base64url").toString());

  const foreign: readonly (readonly [string, () => Promise<string>])[] = [
    ["for another CRM", () => ours.sign({ ...launch, connector: "hubspot" })],
    ["of another installation", () => launchTokens("https://other.example.com", SECRET).sign(launch)],
    ["under another secret", () => launchTokens(URL_, OTHER).sign(launch)],
    [
      "under our secret, for another purpose",
      async () =>
        claims()
          .setProtectedHeader(await header())
          .sign(deriveKey(SECRET, "seal")),
    ],
    [
      "of another type",
      async () =>
        claims()
          .setProtectedHeader({ ...(await header()), typ: "JWT" })
          .sign(key),
    ],
    [
      "under another algorithm",
      async () =>
        claims()
          .setProtectedHeader({ ...(await header()), alg: "HS512" })
          .sign(new Uint8Array([...key, ...key])),
    ],
    [
      "without a signature",
      async () =>
        new UnsecuredJWT({ jti: "chance", sub: "user_1" })
          .setIssuer(URL_)
          .setAudience("salesforce")
          .setExpirationTime(later(300_000))
          .encode(),
    ],
    [
      "that names no key",
      async () => {
        const { kid: _, ...rest } = await header();
        return claims().setProtectedHeader(rest).sign(key);
      },
    ],
    [
      "without an end",
      async () =>
        new SignJWT({ business: "biz_1" })
          .setIssuer(URL_)
          .setAudience("salesforce")
          .setSubject("user_1")
          .setJti("chance")
          .setProtectedHeader(await header())
          .sign(key),
    ],
    [
      "without an id",
      async () =>
        new SignJWT({ business: "biz_1" })
          .setIssuer(URL_)
          .setAudience("salesforce")
          .setSubject("user_1")
          .setExpirationTime(later(300_000))
          .setProtectedHeader(await header())
          .sign(key),
    ],
    ["cut short", async () => (await ours.sign(launch)).slice(0, -1)],
    ["that is none", async () => "token"],
    ["that is empty", async () => ""],
  ];
  it.each(foreign)("%s is refused", async (_what, token) =>
    expect(await ours.read(await token(), "salesforce", NOW)).toBeNull(),
  );
});
