import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MAX_MEDIA_BYTES, twilioMedia } from "../../src/telephony/media.ts";

const ACCOUNT = { accountSid: `AC${"a".repeat(32)}`, authToken: "token" };
const RECORDING = { kind: "recording", recordingSid: `RE${"1".repeat(32)}` } as const;
const request = { range: null, signal: new AbortController().signal };

describe("what is fetched from Twilio", () => {
  let server: Server;
  let base: string;
  let redirectTo: string;
  let seen: IncomingHttpHeaders[];
  let length: number;
  beforeEach(async () => {
    seen = [];
    redirectTo = "";
    length = 5;
    server = createServer((req, res) => {
      seen.push(req.headers);
      if (redirectTo !== "") res.writeHead(307, { location: redirectTo }).end();
      else
        res.writeHead(200, { "content-type": "audio/mpeg", "content-length": String(length) }).end("sound");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const open = () => twilioMedia(async () => ACCOUNT, base).openMedia("biz", RECORDING, request);

  it("is asked for with the account's credentials, at the address made from its sid", async () => {
    expect(await open()).toMatchObject({ status: 200, contentType: "audio/mpeg" });
    expect(seen[0]?.authorization).toMatch(/^Basic /);
  });

  it.each([
    ["https://mms.twiliocdn.com", "/AC1/abc"],
    ["https://s3-external-1.amazonaws.com", "/media.twiliocdn.com/AC1/abc"],
    ["https://s3.us-east-1.amazonaws.com", "/media.twiliocdn.com/AC1/abc"],
  ])("is followed to %s, without credentials", async (origin, path) => {
    const real = globalThis.fetch;
    let asked: RequestInit | undefined;
    vi.spyOn(globalThis, "fetch").mockImplementation(async (address, init) => {
      if (String(address).startsWith(base)) return real(address, init);
      expect(String(address)).toBe(`${origin}${path}`);
      asked = init;
      return new Response("sound", { headers: { "content-type": "audio/mpeg" } });
    });
    redirectTo = `${origin}${path}`;
    expect(await open()).toMatchObject({ status: 200 });
    expect(asked?.headers).toEqual({ "accept-encoding": "identity" });
    expect(asked?.redirect).toBe("manual");
  });

  it.each([
    "http://127.0.0.1:1/",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]:1/",
    "http://0x7f.1/",
    "https://mms.twiliocdn.com:8443/x",
    "http://mms.twiliocdn.com/x",
    "https://user@mms.twiliocdn.com/x",
    "https://twiliocdn.com.evil.example/x",
    "https://eviltwiliocdn.com/x",
    "https://s3.amazonaws.com/evil-bucket/x",
    "https://evil.s3.amazonaws.com/media.twiliocdn.com/x",
    "file:///etc/passwd",
    "https://example.com/",
  ])("is not followed to %s", async (location) => {
    redirectTo = location;
    await expect(open()).rejects.toMatchObject({ code: "media_unavailable" });
    expect(seen).toHaveLength(1);
  });

  it("is given up when it goes round in circles, or is said to be too large", async () => {
    redirectTo = `${base}/again`;
    await expect(open()).rejects.toMatchObject({ code: "media_unavailable" });
    expect(seen).toHaveLength(4);
    redirectTo = "";
    length = MAX_MEDIA_BYTES + 1;
    await expect(open()).rejects.toMatchObject({ code: "media_unavailable" });
  });
});
