import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSignedRequest } from "../../src/http/canvas-request.ts";
import { canvasContext, signedRequest } from "../support/canvas.ts";

const MINUTE = 60_000;
const AT = new Date("2026-11-18T11:06:40Z");
const SECRET = "secret";
const PAT = {
  organizationId: "00Dx00000001hxyEAA",
  userId: "005x0000001SyyEAAS",
  userName: "Pat Miller",
  // Their clock may be a minute ahead.
  expiresAt: new Date(AT.getTime() + 6 * MINUTE),
};

// Made with OpenSSL: printf %s "$payload" | openssl dgst -sha256 -hmac secret -binary | base64
const KNOWN = `sUIGqDocrTfyIv/XazEsV06daE/rwM3RP8+WNh4QuWM=.${[
  "eyJhbGdvcml0aG0iOiJITUFDU0hBMjU2IiwiaXNzdWVkQXQiOjE3OTUwMDAwMDAwMDAsInVzZXJJZCI6IjAwNXgwMDAwMDAxU3l5RUFBUyIsImNs",
  "aWVudCI6eyJvYXV0aFRva2VuIjoiMDBEIXNlY3JldCIsImluc3RhbmNlVXJsIjoiaHR0cHM6Ly9hY21lLm15LnNhbGVzZm9yY2UuY29tIiwicmVm",
  "cmVzaFRva2VuIjoiNUFlcC1zZWNyZXQifSwiY29udGV4dCI6eyJvcmdhbml6YXRpb24iOnsib3JnYW5pemF0aW9uSWQiOiIwMER4MDAwMDAwMDFo",
  "eHlFQUEiLCJuYW1lIjoiQWNtZSJ9LCJ1c2VyIjp7InVzZXJJZCI6IjAwNXgwMDAwMDAxU3l5RUFBUyIsImZ1bGxOYW1lIjoiUGF0IE1pbGxlciJ9",
  "fX0=",
].join("")}`;
const [SIGNATURE = "", PAYLOAD = ""] = KNOWN.split(".");

describe("Salesforce's signed request", () => {
  it("is read when the signature is the one that OpenSSL makes, and of it only who asks", () =>
    expect(readSignedRequest(KNOWN, SECRET, AT)).toEqual(PAT));

  it("names org and user by 18 characters, also when it comes with 15", () => {
    const short = canvasContext(AT, {
      context: {
        organization: { organizationId: "00Dx00000001hxy" },
        user: { userId: "005x0000001Syye".replace("yye", "yyE"), fullName: "Pat Miller" },
      },
    });
    expect(readSignedRequest(signedRequest(short, SECRET), SECRET, AT)).toEqual({
      ...PAT,
      userId: "005x0000001SyyEAAS",
    });
  });

  it.each([
    ["at once", 0, true],
    ["within five minutes", 5 * MINUTE, true],
    ["a moment after five minutes", 5 * MINUTE + 1, false],
    ["a year later", 525_600 * MINUTE, false],
    ["by a clock that is a minute behind", -MINUTE, true],
    ["by a clock that is far behind", -MINUTE - 1, false],
  ])("%s: %i ms old", (_when, ageMs, isRead) =>
    expect(readSignedRequest(KNOWN, SECRET, new Date(AT.getTime() + ageMs)) !== null).toBe(isRead),
  );

  const other = (change: Parameters<typeof canvasContext>[1]) =>
    signedRequest(canvasContext(AT, change), SECRET);
  const { organization, user } = canvasContext(AT).context;
  const altered: readonly (readonly [string, string])[] = [
    ["nothing", ""],
    ["a dot", "."],
    ["no signature", PAYLOAD],
    ["an empty signature", `.${PAYLOAD}`],
    ["no payload", `${SIGNATURE}.`],
    ["a third part", `${KNOWN}.x`],
    ["the parts in the other order", `${PAYLOAD}.${SIGNATURE}`],
    ["a signature cut short", `${SIGNATURE.slice(0, -1)}.${PAYLOAD}`],
    ["a signature with a letter changed", `t${SIGNATURE.slice(1)}.${PAYLOAD}`],
    ["a signature with a space", ` ${SIGNATURE}.${PAYLOAD}`],
    ["the same bytes spelt otherwise", `${SIGNATURE.replace(/M=$/, "N=")}.${PAYLOAD}`],
    ["the signature without its padding", `${SIGNATURE.replace("=", "")}.${PAYLOAD}`],
    [
      "the signature in the URL's alphabet",
      `${SIGNATURE.replaceAll("/", "_").replaceAll("+", "-")}.${PAYLOAD}`,
    ],
    ["the signature in hex", `${Buffer.from(SIGNATURE, "base64").toString("hex")}.${PAYLOAD}`],
    ["the payload without its padding", `${SIGNATURE}.${PAYLOAD.replace("=", "")}`],
    ["a payload with a letter more", `${SIGNATURE}.${PAYLOAD}A`],
    ["a payload with a letter changed", `${SIGNATURE}.${PAYLOAD.replace("A", "B")}`],
    ["another secret", signedRequest(canvasContext(AT), "secreT")],
    ["an empty secret", signedRequest(canvasContext(AT), "")],
    ["the signature of another request", `${SIGNATURE}.${other({}).split(".")[1]}`],
    ["another algorithm", other({ algorithm: "none" })],
    ["the algorithm in another spelling", other({ algorithm: "HMAC-SHA256" })],
    ["a moment that is text", other({ issuedAt: String(AT.getTime()) })],
    ["a moment in seconds", other({ issuedAt: AT.getTime() / 1_000 })],
    ["no moment", other({ issuedAt: undefined })],
    ["a moment that is endless", other({ issuedAt: 1e300 })],
    ["no org", other({ context: { organization: {}, user } })],
    [
      "an org that is a user",
      other({ context: { organization: { organizationId: "0055e0000000009AAA" }, user } }),
    ],
    ["an org with SQL", other({ context: { organization: { organizationId: "00D5e0000000001'--" }, user } })],
    [
      "orgs in a list",
      other({ context: { organization: { organizationId: ["00D5e0000000001AAA"] }, user } }),
    ],
    ["a user that is an org", other({ context: { organization, user: { userId: "00D5e0000000001AAA" } } })],
    ["no user", other({ context: { organization, user: {} } })],
    ["JSON of another kind", signedRequest([], SECRET)],
    ["no JSON", signedRequest("", SECRET)],
  ];
  it.each(altered)("is refused with %s", (_what, signed) =>
    expect(readSignedRequest(signed, SECRET, AT)).toBeNull(),
  );

  it("is refused with any one character changed, added or left out", () =>
    fc.assert(
      fc.property(fc.nat(KNOWN.length - 1), fc.constantFrom("A", "=", ".", "\0", ""), (place, letter) => {
        const changed = KNOWN.slice(0, place) + letter + KNOWN.slice(place + 1);
        expect(readSignedRequest(changed, SECRET, AT)).toEqual(changed === KNOWN ? PAT : null);
      }),
    ));
});
