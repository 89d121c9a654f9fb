import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeliveryScript } from "../../src/sandbox/twilio/scripts.ts";
import { ACCOUNT, CALLER, LINE, type Stage, setStage } from "./stage.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.stop());

const send = (body = "Sorry we missed you", to = CALLER) =>
  stage.client.messages.create({ to, from: LINE, body, statusCallback: `${stage.url}/report?text=7` });
const sent = async (...scripts: DeliveryScript[]) => {
  stage.carrier.setDelivery(CALLER, ...scripts);
  const { sid } = await send();
  await stage.carrier.idle();
  return stage.client.messages(sid).fetch();
};
const reports = () =>
  stage.at("/report").map(({ params }) => [params.MessageStatus, params.ErrorCode ?? null]);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    ({ code }: { code: number }) => code,
  );

describe("a text on its way", () => {
  it.each<[string, DeliveryScript, string, (string | null)[][]]>([
    [
      "is delivered",
      { outcome: "delivered" },
      "delivered",
      [
        ["sent", null],
        ["delivered", null],
      ],
    ],
    ["is sent, and nothing is heard of it again", { outcome: "sent" }, "sent", [["sent", null]]],
    ["is sent without a word", { outcome: "silent" }, "sent", []],
    [
      "reaches a phone that is off",
      { outcome: "undelivered", errorCode: 30003 },
      "undelivered",
      [
        ["sent", null],
        ["undelivered", "30003"],
      ],
    ],
    [
      "is filtered",
      { outcome: "undelivered", errorCode: 30007 },
      "undelivered",
      [
        ["sent", null],
        ["undelivered", "30007"],
      ],
    ],
    [
      "goes to a landline",
      { outcome: "undelivered", errorCode: 30006 },
      "undelivered",
      [
        ["sent", null],
        ["undelivered", "30006"],
      ],
    ],
    [
      "never leaves an unregistered number",
      { outcome: "failed", errorCode: 30034 },
      "failed",
      [["failed", "30034"]],
    ],
    ["never leaves a full queue", { outcome: "failed", errorCode: 30001 }, "failed", [["failed", "30001"]]],
  ])("%s", async (_name, script, status, reported) => {
    const message = await sent(script);
    expect(message).toMatchObject({ status, errorCode: "errorCode" in script ? script.errorCode : null });
    expect(reports()).toEqual(reported);
    expect(stage.heard.every(({ signed }) => signed)).toBe(true);
    expect(stage.carrier.handset(CALLER)).toHaveLength(status === "failed" ? 0 : 1);
  });

  it("is told step by step, with times, to whoever waits for its end", async () => {
    stage.carrier.setDelivery(CALLER, { outcome: "undelivered", errorCode: 30005, afterSeconds: 20 });
    const { sid } = await send();
    const message = await stage.carrier.delivered(sid);
    expect(message.history.map(({ status }) => status)).toEqual(["queued", "sent", "undelivered"]);
    expect(reports()).toHaveLength(2);
  });

  it("carries the carrier's own time when its fate is known", async () => {
    await sent({ outcome: "delivered" });
    expect(stage.at("/report")[1]?.params.RawDlrDoneDate).toMatch(/^\d{10}$/);
    expect(stage.at("/report")[0]?.params).not.toHaveProperty("RawDlrDoneDate");
  });

  it("may be refused at once; and each script is for one text, the last for all that follow", async () => {
    stage.carrier.setDelivery(
      CALLER,
      { outcome: "refused", code: 21614 },
      { outcome: "failed", errorCode: 30035 },
      { outcome: "delivered" },
    );
    expect(await codeOf(send())).toBe(21614);
    await send();
    await stage.carrier.idle();
    await send();
    await send();
    await stage.carrier.idle();
    expect(stage.carrier.messages.map(({ status }) => status)).toEqual(["failed", "delivered", "delivered"]);
  });

  it("counts its parts by the GSM alphabet, or by the wider one", async () => {
    const segments = async (body: string) => (await send(body)).numSegments;
    expect(await segments("x".repeat(160))).toBe("1");
    expect(await segments("x".repeat(161))).toBe("2");
    expect(await segments(`${"x".repeat(70)}’`)).toBe("2");
  });
});

describe("opting out", () => {
  const says = (body: string) => stage.carrier.text({ from: CALLER, to: LINE, body });

  it.each(["STOP", "stop", " Stop ", "UNSUBSCRIBE", "cancel", "End", "QUIT", "STOPALL", "REVOKE", "OPTOUT"])(
    "with %j is the carrier's doing: 21610 from then on, and we are still told",
    async (word) => {
      await says(word);
      expect(stage.at("/sms")[0]?.params.Body).toBe(word);
      expect(await codeOf(send())).toBe(21610);
    },
  );

  it.each(["START", "unstop", "Yes"])("ends with %j", async (word) => {
    await says("STOP");
    await says(word);
    expect(await codeOf(send())).toBe(null);
  });

  it.each(["STOP PLEASE", "please stop", "yes please", "HELP"])("is not meant by %j", async (word) => {
    await says(word);
    expect(await codeOf(send())).toBe(null);
  });

  it("is remembered as the last keyword said, whatever was said between", async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("STOP", "START", "hello", "HELP", "quit", "YES")),
        async (words) => {
          const from = `+1512556${String(1_000 + n++)}`;
          for (const body of words) await stage.carrier.text({ from, to: LINE, body });
          const last = words.findLast((word) => word !== "hello" && word !== "HELP");
          expect(await codeOf(send("Hello", from))).toBe(last === "STOP" || last === "quit" ? 21610 : null);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("is named in OptOutType only with advanced opt-out in a messaging service, and covers the whole service", async () => {
    await says("STOP");
    expect(stage.at("/sms")[0]?.params).not.toHaveProperty("OptOutType");
    await says("START");
    const service = `MG${"2".repeat(32)}`;
    const [line] = stage.carrier.numbers;
    if (line !== undefined) Object.assign(line, { messagingServiceSid: service, advancedOptOut: true });
    stage.carrier.addNumber({
      phoneNumber: "+15550100009",
      accountSid: ACCOUNT.sid,
      messagingServiceSid: service,
    });
    await says("stop");
    expect(stage.at("/sms").at(-1)?.params).toMatchObject({
      OptOutType: "STOP",
      MessagingServiceSid: service,
    });
    expect(await codeOf(stage.client.messages.create({ to: CALLER, from: "+15550100009", body: "Hi" }))).toBe(
      21610,
    );
    expect(
      await codeOf(stage.client.messages.create({ to: CALLER, messagingServiceSid: service, body: "Hi" })),
    ).toBe(21610);
  });

  it("is answered by the carrier itself; that stands in the list only where a test wants it", async () => {
    await says("STOP");
    expect(stage.carrier.messages).toHaveLength(1);
    stage.carrier.quirks.listsOwnReplies = true;
    await says("STOP");
    expect((await stage.client.messages.list({ to: CALLER, limit: 5 }))[0]).toMatchObject({
      direction: "outbound-reply",
    });
  });
});
