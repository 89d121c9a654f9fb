import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSignedByHubspot, type SignedRequest } from "../../../src/http/hubspot/signature.ts";

const MINUTE = 60_000;
const WEBHOOK = "f6e94c08-85d0-4608-bcc6-e1850176e7b8";
const CARD = "12345678-aaaa-bbbb-cccc-ddddeeeeffff";
const AT = "1632188626483";
const STATUS =
  "https://api.example.com/hubspot/v1/contacts/101/status?userId=3&portalId=2&userEmail=a%40b.com&appId=1";

type Vector = readonly [what: string, secret: string, request: SignedRequest];
const vector = (
  what: string,
  secret: string,
  [method, uri]: readonly [string, string],
  body: string,
  timestamp: string,
  signature: string,
): Vector => [what, secret, { method, uri, body: Buffer.from(body), timestamp, signature }];

/** The first four are HubSpot's own (@hubspot/ui-extensions-dev-server 2.1.2, signing.spec.js). */
const vectors: readonly Vector[] = [
  vector(
    "a webhook",
    WEBHOOK,
    ["POST", "https://www.hubspot.com/webhook"],
    "REQUEST_BODY",
    AT,
    "jf872r5vscVcxCiDRHA4rGrqe/8BPLNVkdJSHdMnGTU=",
  ),
  vector(
    "a webhook without a body",
    WEBHOOK,
    ["POST", "https://www.hubspot.com/webhook"],
    "",
    AT,
    "csXgk7UbrE9F8ZmMvbpuKBxqIvTSqU1EX9pI/SJtxSE=",
  ),
  vector(
    "a card's request",
    CARD,
    ["GET", "https://hubspot.com/?appId=1&portalId=2&userId=3"],
    "",
    "1111111111",
    "zTfXjo07jfzGouo4wvyAj3qEMUTVJ0PPYPACrluQtQI=",
  ),
  vector(
    "a card's request with a body",
    CARD,
    ["GET", "https://hubspot.com/?appId=1&portalId=2&userId=3"],
    '{"a":1,"b":2}',
    "1111111111",
    "aaknaCGCYJ4yqzuf1UKGqAWUfdcilJtm5nc/ZCudR9k=",
  ),
  vector(
    "an escaped address that was signed decoded",
    WEBHOOK,
    ["GET", STATUS],
    "",
    AT,
    "5iOcIV4YuOsPDxuZl7H/1j9lN4J4c1hPPEZXCufhR0w=",
  ),
  vector(
    "an escaped address that was signed as it is",
    WEBHOOK,
    ["GET", STATUS],
    "",
    AT,
    "sd9oLuUz3OVez3XFLoZZ0DiYzMU1iRINXsVhd+tkanA=",
  ),
  vector(
    "an address that arrives decoded already",
    WEBHOOK,
    ["GET", STATUS.replace("%40", "@")],
    "",
    AT,
    "5iOcIV4YuOsPDxuZl7H/1j9lN4J4c1hPPEZXCufhR0w=",
  ),
];
const then = ({ timestamp }: SignedRequest, laterMs = 0) => new Date(Number(timestamp) + laterMs);

describe("HubSpot's signature", () => {
  it.each(vectors)("is that of %s", (_what, secret, request) =>
    expect(isSignedByHubspot(request, secret, then(request))).toBe(true),
  );

  it.each([
    ["five minutes late", 5 * MINUTE, true],
    ["a millisecond more", 5 * MINUTE + 1, false],
    ["a year late", 365 * 24 * 60 * MINUTE, false],
    ["five minutes early, by a clock that is wrong", -5 * MINUTE, true],
    ["a millisecond more than early", -5 * MINUTE - 1, false],
  ])("%s: %i ms, counts: %s", (_what, laterMs, counts) => {
    const [, secret, request] = vectors[0] as Vector;
    expect(isSignedByHubspot(request, secret, then(request, laterMs))).toBe(counts);
  });

  const [, secret, good] = vectors[0] as Vector;
  const [, , escaped] = vectors[4] as Vector;
  const signature = good.signature ?? "";
  const uri = (change: (address: string) => string, from = good): SignedRequest => ({
    ...from,
    uri: change(from.uri),
  });
  const body = (text: string): SignedRequest => ({ ...good, body: Buffer.from(text) });
  const signed = (by: string | undefined): SignedRequest => ({ ...good, signature: by });
  const stamped = (timestamp: string | undefined): SignedRequest => ({ ...good, timestamp });
  const altered: readonly (readonly [string, SignedRequest])[] = [
    ["another method", { ...good, method: "PUT" }],
    ["the method in lower case", { ...good, method: "post" }],
    ["no method", { ...good, method: "" }],
    ["http", uri((a) => a.replace("https:", "http:"))],
    ["another host", uri((a) => a.replace("www.hubspot.com", "www.hubspot.co"))],
    ["the host in upper case", uri((a) => a.replace("www", "WWW"))],
    ["a port", uri((a) => a.replace(".com/", ".com:443/"))],
    ["another path", uri((a) => `${a}s`)],
    ["a slash more", uri((a) => `${a}/`)],
    ["a path that leads back", uri((a) => a.replace("/webhook", "/x/../webhook"))],
    ["an empty query", uri((a) => `${a}?`)],
    ["a query more", uri((a) => `${a}?portalId=1`)],
    ["a fragment", uri((a) => `${a}#x`)],
    ["another portal", uri((a) => a.replace("portalId=2", "portalId=3"), escaped)],
    ["another user", uri((a) => a.replace("userId=3", "userId=4"), escaped)],
    ["another contact", uri((a) => a.replace("/101/", "/102/"), escaped)],
    ["the portal twice", uri((a) => `${a}&portalId=9`, escaped)],
    [
      "parameters in another order",
      uri((a) => a.replace("userId=3&portalId=2", "portalId=2&userId=3"), escaped),
    ],
    ["a letter escaped that was not", uri((a) => a.replace("portalId", "%70ortalId"), escaped)],
    ["escaped twice", uri((a) => a.replace("%40", "%2540"), escaped)],
    ["an ampersand escaped", uri((a) => a.replace("&appId", "%26appId"), escaped)],
    ["no parameter", uri((a) => a.split("?")[0] ?? "", escaped)],
    ["another body", body("REQUEST_BODZ")],
    ["a body with a line end", body("REQUEST_BODY\n")],
    ["a body with a space before", body(" REQUEST_BODY")],
    ["no body", body("")],
    ["a body that is only part of it", body("REQUEST")],
    ["a byte order mark", body("\uFEFFREQUEST_BODY")],
    ["bytes that are no text", { ...good, body: Buffer.from([0xff, 0xfe, 0x00]) }],
    ["no signature", signed(undefined)],
    ["an empty signature", signed("")],
    ["a signature one letter short", signed(signature.slice(0, -1))],
    ["a signature with a letter changed", signed(`k${signature.slice(1)}`)],
    ["a signature with a space after", signed(`${signature} `)],
    ["two signatures", signed(`${signature}, ${signature}`)],
    ["a signature in the alphabet of addresses", signed(signature.replaceAll("/", "_"))],
    ["a signature in hex", signed(Buffer.from(signature, "base64").toString("hex"))],
    ["a signature without padding", signed(signature.replace("=", ""))],
    ["the signature of another request", signed(vectors[1]?.[2].signature)],
    ["no timestamp", stamped(undefined)],
    ["an empty timestamp", stamped("")],
    ["a timestamp a millisecond later", stamped("1632188626484")],
    ["a timestamp in seconds", stamped("1632188626")],
    ["a timestamp in words", stamped("2021-09-21T01:43:46.483Z")],
    ["a timestamp with a dot", stamped("1632188626483.0")],
    ["a timestamp with a sign", stamped("+1632188626483")],
    ["a timestamp with a space", stamped(" 1632188626483")],
    ["two timestamps", stamped("1632188626483, 1632188626483")],
    ["an endless timestamp", stamped("1".repeat(400))],
  ];

  it("has a table of at least 40 ways to alter a request", () =>
    expect(new Set(altered.map(([what]) => what)).size).toBeGreaterThanOrEqual(40));

  it.each(altered)("refuses %s", (_what, request) => {
    expect(isSignedByHubspot(request, secret, then(good))).toBe(false);
    expect(isSignedByHubspot(request, secret, new Date(Number(AT)))).toBe(false);
  });

  it("refuses another app's secret", () => {
    for (const other of [CARD, "", `${secret} `, secret.toUpperCase()])
      expect(isSignedByHubspot(good, other, then(good))).toBe(false);
  });

  it("refuses any body in which a single bit differs", () => {
    fc.assert(
      fc.property(fc.nat(good.body.length * 8 - 1), (bit) => {
        const flipped = Buffer.from(good.body);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(isSignedByHubspot({ ...good, body: flipped }, secret, then(good))).toBe(false);
      }),
    );
  });
});
