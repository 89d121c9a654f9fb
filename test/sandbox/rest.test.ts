import { existsSync, readFileSync } from "node:fs";
import twilio from "twilio";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT, CALLER, LINE, OWNER, type Stage, say, setStage } from "./stage.ts";

const specs = new URL("../../../shared/specs/twilio/", import.meta.url);
const here = existsSync(specs);

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.stop());

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail("it was not refused"),
    (error: unknown) => {
      expect(error).toBeInstanceOf(twilio.RestException);
      const { status, code } = error as { status: number; code: number };
      return { status, code };
    },
  );

describe("the real client, listing calls", () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 15, minute));
  beforeEach(async () => {
    stage.on("/voice", say(`<Dial action="/dialed"><Number>${OWNER}</Number></Dial>`));
    for (let i = 0; i < 7; i++)
      await stage.carrier.call({
        from: i % 2 === 0 ? CALLER : "+15125550143",
        to: LINE,
        at: at(i),
        callee: [i < 3 ? { kind: "busy" } : { kind: "human", answersAfter: 2, talks: 60 }],
      });
  });

  it("finds inbound calls at their original times, newest first, with their durations", async () => {
    const calls = await stage.client.calls.list({ to: LINE, limit: 20 });
    expect(calls.map(({ startTime }) => startTime.getUTCMinutes())).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(calls[0]).toMatchObject({ direction: "inbound", status: "completed", parentCallSid: null });
    expect(calls[0]?.endTime.getTime()).toBe(at(6).getTime() + 62_000);
  });

  it.each<[string, object, number]>([
    ["from a moment on", { startTimeAfter: at(4) }, 3],
    ["up to a moment", { startTimeBefore: at(4) }, 5],
    ["in a window", { startTimeAfter: at(2), startTimeBefore: at(4) }, 3],
    ["of a day", { startTime: new Date("2026-03-02") }, 0],
    ["of a caller", { from: CALLER }, 4],
    ["that were busy", { status: "busy", to: OWNER }, 3],
  ])("filters those %s", async (_name, filter, count) => {
    const found = await stage.client.calls.list({ ...filter, limit: 50 });
    const wanted = "status" in filter ? found : found.filter(({ direction }) => direction === "inbound");
    expect(wanted).toHaveLength(count);
  });

  it("reads a plain day as the whole day in UTC", async () => {
    const count = async (query: string) => {
      const key = Buffer.from(`${ACCOUNT.sid}:${ACCOUNT.authToken}`).toString("base64");
      const response = await fetch(
        `${stage.carrier.baseUrl}/2010-04-01/Accounts/${ACCOUNT.sid}/Calls.json?To=${encodeURIComponent(LINE)}&${query}`,
        { headers: { authorization: `Basic ${key}` } },
      );
      return ((await response.json()) as { calls: object[] }).calls.length;
    };
    expect(await count("StartTime=2026-03-02")).toBe(7);
    expect(await count("StartTime=2026-03-03")).toBe(0);
    expect(await count("StartTime>=2026-03-02")).toBe(7);
    expect(await count("StartTime<=2026-03-02")).toBe(0);
    expect(await count("StartTime<=2026-03-03")).toBe(7);
  });

  it("finds the legs of a call by their parent", async () => {
    const [last] = await stage.client.calls.list({ to: LINE, limit: 1 });
    const legs = await stage.client.calls.list({ parentCallSid: last?.sid ?? "", limit: 20 });
    expect(legs.map(({ to, direction, duration }) => [to, direction, duration])).toEqual([
      [OWNER, "outbound-dial", "60"],
    ]);
  });

  it("walks through pages, and shows nothing twice when a call comes meanwhile", async () => {
    const page = await stage.client.calls.page({ to: LINE, pageSize: 3 });
    expect(page.instances).toHaveLength(3);
    await stage.carrier.call({ from: CALLER, to: LINE, at: at(9), callee: [{ kind: "busy" }] });
    const next = await page.nextPage();
    const sids = [...page.instances, ...(next?.instances ?? [])].map(({ startTime }) =>
      startTime.getUTCMinutes(),
    );
    expect(sids).toEqual([6, 5, 4, 3, 2, 1]);
    expect((await stage.client.calls.list({ to: LINE, pageSize: 2 })).length).toBe(8);
  });

  it("gets 404 and 20404 for a call that there is not, and 401 and 20003 with a wrong token", async () => {
    expect(await refusal(stage.client.calls(`CA${"0".repeat(32)}`).fetch())).toEqual({
      status: 404,
      code: 20404,
    });
    const stranger = twilio(ACCOUNT.sid, "wrong");
    stranger.api.baseUrl = stage.carrier.baseUrl;
    expect(await refusal(stranger.calls.list({ limit: 1 }))).toEqual({ status: 401, code: 20003 });
  });
});

describe("the real client, making a call", () => {
  const create = (more: object = {}) =>
    stage.client.calls.create({ to: OWNER, from: LINE, url: `${stage.url}/connect`, ...more });

  const fetched = (sid: string) => stage.client.calls(sid).fetch();

  it("rings the owner, then the customer, and is told of each step", async () => {
    stage.carrier.setPhone(OWNER, { kind: "human", answersAfter: 4, talks: "until_told" });
    stage.carrier.setPhone(CALLER, { kind: "human", answersAfter: 6, talks: 25 });
    stage.on("/connect", say(`<Dial callerId="${LINE}" action="/dialed">${CALLER}</Dial>`));
    const created = await create({
      statusCallback: `${stage.url}/progress`,
      statusCallbackEvent: ["initiated", "ringing", "answered", "completed"],
    });
    expect(created).toMatchObject({ status: "queued", direction: "outbound-api", to: OWNER, from: LINE });
    await stage.carrier.idle();
    expect(stage.at("/progress").map(({ params }) => params.CallStatus)).toEqual([
      "initiated",
      "ringing",
      "in-progress",
      "completed",
    ]);
    expect(stage.at("/connect")[0]?.params).toMatchObject({
      CallSid: created.sid,
      CallStatus: "in-progress",
    });
    expect(stage.at("/dialed")[0]?.params).toMatchObject({ DialBridged: "true", DialCallDuration: "25" });
    expect(await fetched(created.sid)).toMatchObject({ status: "completed", duration: "31" });
  });

  it("is told once, at the end, when it asked for nothing else", async () => {
    await create({ statusCallback: `${stage.url}/progress`, timeout: 20 });
    await stage.carrier.idle();
    expect(stage.at("/progress").map(({ params }) => params.CallStatus)).toEqual(["no-answer"]);
    expect(stage.at("/connect")).toEqual([]);
  });

  it("can bring its own document, and get it with GET", async () => {
    stage.carrier.setPhone(OWNER, { kind: "human", answersAfter: 1 });
    await create({
      url: undefined,
      twiml: say(`<Redirect method="GET">${stage.url}/next?a=1</Redirect>`),
    });
    await stage.carrier.idle();
    expect(stage.at("/next")[0]).toMatchObject({ method: "GET", signed: true, params: { a: "1" } });
  });

  it("waits for machine detection before the document, or hears of it beside it", async () => {
    stage.carrier.setPhone(OWNER, { kind: "voicemail", answersAfter: 1 });
    await create({ machineDetection: "Enable" });
    await stage.carrier.idle();
    expect(stage.at("/connect")[0]?.params.AnsweredBy).toBe("machine_start");
    stage.on("/connect", say('<Pause length="20"/>'));
    await create({
      machineDetection: "DetectMessageEnd",
      asyncAmd: "true",
      asyncAmdStatusCallback: `${stage.url}/amd`,
    });
    await stage.carrier.idle();
    expect(stage.at("/connect")[1]?.params).not.toHaveProperty("AnsweredBy");
    expect(stage.at("/amd")[0]?.params.AnsweredBy).toBe("machine_end_beep");
  });

  it.each<[string, object, number]>([
    ["no To", { to: "" }, 21201],
    ["a To that is no number", { to: "5551234" }, 21211],
    ["no From", { from: "" }, 21213],
    ["a From that is no number", { from: "textback" }, 21212],
    ["a From of somebody else", { from: CALLER }, 21210],
    ["nothing to do", { url: "" }, 21205],
    ["a status callback that is no address", { statusCallback: "nowhere" }, 21609],
  ])("is refused with Twilio's code when it has %s", async (_name, more, code) => {
    expect(await refusal(create(more))).toEqual({ status: 400, code });
    expect(stage.carrier.calls).toEqual([]);
  });

  it("ends a call that is going on, or sends it elsewhere, and cannot once it is over", async () => {
    stage.carrier.setPhone(OWNER, { kind: "human", answersAfter: 1, talks: "until_told" });
    stage.carrier.setPhone(CALLER, { kind: "human", answersAfter: 1, talks: "until_told" });
    stage.on("/connect", say(`<Dial action="/dialed">${CALLER}</Dial>`));
    const call = await create();
    await expect
      .poll(async () => (await stage.client.calls.list({ to: CALLER, limit: 1 }))[0]?.status)
      .toBe("in-progress");
    await stage.client.calls(call.sid).update({ twiml: say("<Say>Goodbye.</Say>") });
    await stage.carrier.idle();
    expect(stage.at("/dialed")).toEqual([]);
    expect((await stage.client.calls.list({ to: CALLER, limit: 1 }))[0]?.status).toBe("completed");
    expect(await refusal(stage.client.calls(call.sid).update({ twiml: say("") }))).toEqual({
      status: 400,
      code: 21220,
    });

    const other = await create();
    await expect.poll(async () => (await stage.client.calls.list({ status: "in-progress" })).length).toBe(2);
    await stage.client.calls(other.sid).update({ status: "completed" });
    await stage.carrier.idle();
    expect(await fetched(other.sid)).toMatchObject({ status: "completed" });
    expect(stage.at("/dialed")[0]?.params.CallStatus).toBe("completed");
  });

  it("cancels a call that still rings, and not one that was answered", async () => {
    await stage.stop();
    stage = await setStage({ paceMs: (seconds) => seconds * 20 });
    const ringing = await create();
    await expect.poll(async () => (await fetched(ringing.sid)).status).toBe("ringing");
    await stage.client.calls(ringing.sid).update({ status: "canceled" });
    await stage.carrier.idle();
    expect((await fetched(ringing.sid)).status).toBe("canceled");
  });
});

describe("the real client and messages", () => {
  const create = (more: object = {}) =>
    stage.client.messages.create({ to: CALLER, from: LINE, body: "Sorry we missed you", ...more });

  it("creates, lists by number and by date sent, and fetches", async () => {
    const message = await create();
    expect(message).toMatchObject({
      status: "queued",
      direction: "outbound-api",
      numSegments: "1",
      dateSent: null,
    });
    await stage.carrier.idle();
    await stage.carrier.text({
      from: CALLER,
      to: LINE,
      body: "Hello?",
      at: new Date("2026-03-02T15:00:00Z"),
    });
    const inbound = await stage.client.messages.list({ to: LINE, from: CALLER, limit: 5 });
    expect(inbound.map(({ body, direction, status }) => [body, direction, status])).toEqual([
      ["Hello?", "inbound", "received"],
    ]);
    const before = await stage.client.messages.list({
      dateSentBefore: new Date("2026-03-02T15:00:00Z"),
      limit: 5,
    });
    const after = await stage.client.messages.list({
      dateSentAfter: new Date("2026-03-02T15:00:01Z"),
      limit: 5,
    });
    expect([before.length, after.length]).toEqual([1, 1]);
    expect((await stage.client.messages(message.sid).fetch()).status).toBe("delivered");
  });

  it("walks through pages of 1,000 and of fewer", async () => {
    await Promise.all(
      Array.from({ length: 120 }, (_, i) => stage.carrier.text({ from: CALLER, to: LINE, body: `${i}` })),
    );
    expect(await stage.client.messages.list({ to: LINE })).toHaveLength(120);
    const bodies = (await stage.client.messages.list({ to: LINE, pageSize: 7 })).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(120);
  });

  it.each<[string, object, number]>([
    ["no To", { to: "" }, 21604],
    ["a To that is no number", { to: "12" }, 21211],
    ["no From", { from: "" }, 21603],
    ["a From of somebody else", { from: OWNER }, 21606],
    ["the same To and From", { to: LINE }, 21266],
    ["no body", { body: "" }, 21602],
    ["more than 1,600 characters", { body: "x".repeat(1_601) }, 21617],
    ["a status callback that is no address", { statusCallback: "nowhere" }, 21609],
  ])("is refused with Twilio's code when it has %s", async (_name, more, code) => {
    expect(await refusal(create(more))).toEqual({ status: 400, code });
    expect(stage.carrier.messages).toEqual([]);
  });

  it("finds the pictures of an inbound message, and their bytes with the account's key", async () => {
    const { messageSid } = await stage.carrier.text({
      from: CALLER,
      to: LINE,
      body: "",
      media: [{}, { contentType: "image/jpeg", bytes: Buffer.from([0xff, 0xd8]) }],
    });
    expect(messageSid).toMatch(/^MM/);
    const media = await stage.client.messages(messageSid).media.list({ limit: 5 });
    expect(media.map(({ contentType }) => contentType)).toEqual(["image/png", "image/jpeg"]);
    const { params = {} } = stage.at("/sms")[0] ?? {};
    expect(params).toMatchObject({ NumMedia: "2", MediaContentType1: "image/jpeg" });
    expect((await fetch(params.MediaUrl1 ?? "")).status).toBe(401);
    const key = Buffer.from(`${ACCOUNT.sid}:${ACCOUNT.authToken}`).toString("base64");
    const bytes = await fetch(params.MediaUrl1 ?? "", { headers: { authorization: `Basic ${key}` } });
    expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual([0xff, 0xd8]);
  });

  it.skipIf(!here)(
    "answers with the fields of Twilio's own description (skipped without ../shared)",
    async () => {
      const { components } = JSON.parse(readFileSync(new URL("api_v2010.subset.json", specs), "utf8"));
      const fieldsOf = (name: string) => Object.keys(components.schemas[name].properties).sort();
      const get = async (path: string) => {
        const key = Buffer.from(`${ACCOUNT.sid}:${ACCOUNT.authToken}`).toString("base64");
        const response = await fetch(`${stage.carrier.baseUrl}/2010-04-01/Accounts/${ACCOUNT.sid}/${path}`, {
          headers: { authorization: `Basic ${key}` },
        });
        return (await response.json()) as Record<string, object[]>;
      };
      await create();
      await stage.carrier.call({ from: CALLER, to: LINE });
      const messages = (await get("Messages.json")).messages ?? [];
      expect(Object.keys(messages[0] ?? {}).sort()).toEqual(fieldsOf("api.v2010.account.message"));
      const calls = (await get("Calls.json")).calls ?? [];
      expect(Object.keys(calls[0] ?? {}).sort()).toEqual(fieldsOf("api.v2010.account.call"));
      const numbers = (await get("IncomingPhoneNumbers.json")).incoming_phone_numbers ?? [];
      expect(fieldsOf("api.v2010.account.incoming_phone_number")).toEqual(
        expect.arrayContaining(Object.keys(numbers[0] ?? {})),
      );
    },
  );
});

describe("the real client and numbers", () => {
  it("finds fictional numbers to buy, buys one, configures it, and finds it among its own", async () => {
    const offered = await stage.client.availablePhoneNumbers("US").local.list({ areaCode: 212, limit: 3 });
    expect(offered.map(({ phoneNumber }) => phoneNumber)).toEqual([
      "+12125550150",
      "+12125550151",
      "+12125550152",
    ]);
    const phoneNumber = offered[0]?.phoneNumber ?? "";
    const bought = await stage.client.incomingPhoneNumbers.create({
      phoneNumber,
      voiceUrl: `${stage.url}/voice`,
    });
    expect(await refusal(stage.client.incomingPhoneNumbers.create({ phoneNumber }))).toEqual({
      status: 400,
      code: 21422,
    });
    await stage.client
      .incomingPhoneNumbers(bought.sid)
      .update({ smsUrl: `${stage.url}/sms`, voiceCallerIdLookup: true });
    const [found] = await stage.client.incomingPhoneNumbers.list({ phoneNumber, limit: 1 });
    expect(found).toMatchObject({
      sid: bought.sid,
      voiceUrl: `${stage.url}/voice`,
      smsUrl: `${stage.url}/sms`,
      voiceCallerIdLookup: true,
    });
    await stage.carrier.call({ from: CALLER, to: phoneNumber });
    expect(stage.at("/voice")[0]?.params.To).toBe(phoneNumber);
  });

  it("looks up what kind of line a number is", async () => {
    stage.carrier.setLookup(OWNER, { lineType: "landline", carrierName: "AT&T", callerName: "ACME" });
    const look = (number: string) =>
      stage.client.lookups.v2.phoneNumbers(number).fetch({ fields: "line_type_intelligence,caller_name" });
    expect(await look(OWNER)).toMatchObject({
      valid: true,
      nationalFormat: "(512) 555-0101",
      lineTypeIntelligence: { type: "landline", carrierName: "AT&T", errorCode: null },
      callerName: { callerName: "ACME" },
    });
    expect((await look("+15125553456")).lineTypeIntelligence.type).toBe("mobile");
    expect(await look("+1512")).toMatchObject({ valid: false, validationErrors: ["TOO_SHORT"] });
    stage.carrier.setLookup(CALLER, { errorCode: 60600 });
    expect((await look(CALLER)).lineTypeIntelligence).toMatchObject({ type: null, errorCode: 60600 });
  });

  it("reads the state of brands, campaigns and toll-free numbers", async () => {
    const service = `MG${"1".repeat(32)}`;
    stage.carrier.addNumber({
      phoneNumber: "+18885550100",
      accountSid: ACCOUNT.sid,
      messagingServiceSid: service,
    });
    Object.assign(stage.carrier.registrations, {
      brands: [{ status: "FAILED", failureReason: "EIN does not match" }],
      campaigns: [{ messagingServiceSid: service, status: "IN_PROGRESS" }],
      tollfree: [{ phoneNumber: "+18885550100", status: "TWILIO_REJECTED", rejectionReason: "No opt-in" }],
    });
    const { v1 } = stage.client.messaging;
    expect((await v1.brandRegistrations.list({ limit: 5 }))[0]).toMatchObject({
      status: "FAILED",
      failureReason: "EIN does not match",
    });
    expect((await v1.services(service).usAppToPerson.list({ limit: 5 }))[0]).toMatchObject({
      campaignStatus: "IN_PROGRESS",
      messagingServiceSid: service,
    });
    expect((await v1.services(service).phoneNumbers.list({ limit: 5 }))[0]?.phoneNumber).toBe("+18885550100");
    const [{ sid: numberSid } = { sid: "" }] = await stage.client.incomingPhoneNumbers.list({
      phoneNumber: "+18885550100",
    });
    expect(
      (await v1.tollfreeVerifications.list({ tollfreePhoneNumberSid: numberSid, limit: 5 }))[0],
    ).toMatchObject({
      status: "TWILIO_REJECTED",
      tollfreePhoneNumber: "+18885550100",
      rejectionReason: "No opt-in",
    });
    expect((await v1.services.list({ limit: 5 })).map(({ sid }) => sid)).toEqual([service]);
  });
});
