import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, OPERATOR, type Service, startService } from "../support/service.ts";

const HOUR_MS = 3_600_000;

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = new TestClock();
  service = await startService({
    clock,
    line: { voicemail: { greeting: "This is Acme HVAC. Leave a message.", maxSeconds: 60 } },
  });
});
afterEach(() => service.stop());

const leaveMessage = async (from = CALLER, seconds = 12) => {
  const story = await service.carrier.call({
    from,
    to: LINE,
    callee: [{ kind: "no_answer" }],
    caller: { leaves: { seconds } },
  });
  await service.settled();
  return story;
};
const calls = async () => (await service.own("GET", "/calls")).body.items;
const timeline = async () => {
  const [lead] = (await service.own("GET", "/leads")).body.items;
  return (await service.own("GET", `/leads/${lead.id}`)).body.timeline;
};
const linkIn = (text: string): string => /https?:\S+/.exec(text)?.[0] ?? "";

describe("a message that a caller leaves", () => {
  it("stands with the call everywhere, and the call is missed and texted all the same", async () => {
    const story = await leaveMessage();
    expect(story.spoken[0]).toBe("This is Acme HVAC. Leave a message.");
    const [call] = await calls();
    expect(call).toMatchObject({ outcome: "missed", reason: "no_answer", receipt: { decision: "text" } });
    expect(call.recordings).toEqual([
      {
        id: expect.stringMatching(/^rec_/),
        durationSeconds: 12,
        url: expect.stringContaining(`${service.url}/media/`),
        occurredAt: expect.any(String),
      },
    ]);
    expect(service.carrier.handset(CALLER)).toHaveLength(1);
    const { items } = (await service.own("GET", `/conversations/${encodeURIComponent(CALLER)}`)).body;
    expect(items[0].recordings).toHaveLength(1);
    expect((await service.own("GET", `/calls/${call.id}`)).body.recordings).toHaveLength(1);

    const [missed] = await timeline();
    expect(missed.title).toBe("Missed call");
    expect(missed.body).toMatch(/\nVoicemail, 12 s: http\S+$/);
  });

  it("of a withheld number is kept with the call, which has no conversation", async () => {
    await leaveMessage("anonymous");
    const [call] = await calls();
    expect(call).toMatchObject({ phone: null, outcome: "missed" });
    expect(call.recordings).toHaveLength(1);
  });

  it("is there also when the report about the recording is lost", async () => {
    service.carrier.faults.webhook = ({ kind }) => (kind === "recording" ? { lose: true } : undefined);
    await leaveMessage();
    expect((await calls())[0].recordings).toHaveLength(1);
  });

  it("that is none leaves no recording, and the caller is texted", async () => {
    await service.carrier.call({ from: CALLER, to: LINE, callee: [{ kind: "no_answer" }] });
    await service.settled();
    const [call] = await calls();
    expect(call).toMatchObject({ outcome: "missed", recordings: [] });
    expect(service.carrier.handset(CALLER)).toHaveLength(1);
  });
});

describe("a link to a recording", () => {
  it("plays through us, whole or in part, and shows nobody the carrier's credentials", async () => {
    await leaveMessage();
    const [recording] = (await calls())[0].recordings;
    const whole = await fetch(recording.url);
    const sound = await whole.arrayBuffer();
    expect(whole.status).toBe(200);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      "content-type": "audio/mpeg",
      "content-length": String(sound.byteLength),
      "accept-ranges": "bytes",
      "x-content-type-options": "nosniff",
    });
    expect(whole.headers.get("cache-control")).toMatch(/^private/);

    const part = await fetch(recording.url, { headers: { range: "bytes=10-19" } });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 10-19/${sound.byteLength}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from(sound).subarray(10, 20));

    const head = await fetch(recording.url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(sound.byteLength)]);
    expect(JSON.stringify([...whole.headers])).not.toContain(OPERATOR.authToken);
  });

  it("of an answer ends after an hour; the one in the CRM stays until it is called back", async () => {
    await leaveMessage();
    const [recording] = (await calls())[0].recordings;
    const kept = linkIn((await timeline())[0].body);
    clock.pass(HOUR_MS + 1_000);
    expect((await fetch(recording.url)).status).toBe(404);
    expect((await fetch(kept)).status).toBe(200);
    expect((await service.own("POST", "/media-links/revoke")).status).toBe(204);
    expect((await fetch(kept)).status).toBe(404);
  });

  it.each([
    ["another signature", (url: string) => `${url.slice(0, -4)}AAAA`],
    ["no signature", (url: string) => url.slice(0, url.lastIndexOf("."))],
    [
      "other content",
      (url: string) => {
        const at = url.lastIndexOf("/") + 1;
        const [payload = "", mac] = url.slice(at).split(".");
        const changed = Buffer.from(payload, "base64url")
          .toString()
          .replace(/rec_.{4}/, "rec_0000");
        return `${url.slice(0, at)}${Buffer.from(changed).toString("base64url")}.${mac}`;
      },
    ],
    ["something behind it", (url: string) => `${url}.x`],
    ["nothing but a guess", (url: string) => `${url.slice(0, url.lastIndexOf("/"))}/guess`],
  ])("with %s leads nowhere", async (_, spoil) => {
    await leaveMessage();
    const [{ url }] = (await calls())[0].recordings;
    const answer = await fetch(spoil(url));
    expect(answer.status).toBe(404);
    expect(((await answer.json()) as { code: string }).code).toBe("media_not_found");
  });

  it("says that waiting helps while the carrier is in trouble", async () => {
    await leaveMessage();
    const [{ url }] = (await calls())[0].recordings;
    service.carrier.faults.rest = () => ({ kind: "error", status: 500 });
    const answer = await fetch(url);
    expect(answer.status).toBe(502);
    expect(((await answer.json()) as { code: string }).code).toBe("media_unavailable");
  });
});

describe("a picture that a customer texts", () => {
  const text = async (media: object) => {
    await service.carrier.text({ from: CALLER, to: LINE, body: "Here is the leak", ...media });
    await service.settled();
    const [stored] = (await service.own("GET", "/texts")).body.items;
    return stored;
  };

  it("has a link of ours in the API and in the CRM, and comes with its type", async () => {
    const stored = await text({ media: [{ contentType: "image/png" }] });
    expect(stored.media).toEqual([
      { url: expect.stringContaining(`${service.url}/media/`), contentType: "image/png" },
    ]);
    const answer = await fetch(stored.media[0].url);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(answer.headers.get("content-disposition")).toBeNull();
    const [entry] = await timeline();
    expect(entry.body).toContain("Here is the leak\nAttached (image/png): http");
    expect((await fetch(linkIn(entry.body))).status).toBe(200);
  });

  it("that is a page with a script in it is saved, never shown", async () => {
    const stored = await text({
      media: [{ contentType: "text/html", bytes: Buffer.from("<script>alert(1)</script>") }],
    });
    const answer = await fetch(stored.media[0].url);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toBe("attachment");
    expect(answer.headers.get("content-security-policy")).toContain("sandbox");
  });

  it.each([
    ["inside our own network", () => `${service.url}/healthz`],
    ["elsewhere", () => "https://example.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"],
    [
      "of another account",
      () =>
        `${service.carrier.baseUrl}/2010-04-01/Accounts/AC${"b".repeat(32)}/Messages/MM${"1".repeat(32)}/Media/ME${"1".repeat(32)}`,
    ],
    ["with a path that climbs", () => `${service.carrier.baseUrl}/2010-04-01/Accounts/${OPERATOR.sid}/../x`],
  ])("with an address %s is not fetched", async (_, address) => {
    let asked = 0;
    service.carrier.faults.rest = () => {
      asked++;
      return undefined;
    };
    const stored = await text({ mediaUrls: [address()] });
    expect((await fetch(stored.media[0].url)).status).toBe(404);
    expect(asked).toBe(0);
  });
});
