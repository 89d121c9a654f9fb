import { describe, expect, it } from "vitest";
import { STAGES } from "../../src/domain/lead-stages.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { withFreshTop } from "../../src/web/api/inbox-pages.ts";
import type { Alerts, LiveTest } from "../../src/web/api/shapes.ts";
import { changesOf, forwardTargets, validate, valuesOf } from "../../src/web/pages/editor/form.ts";
import { alertChanges, alertForm } from "../../src/web/pages/settings/alert-form.ts";
import { callWords } from "../../src/web/words/call.ts";
import { healthWords } from "../../src/web/words/connection.ts";
import { deliveryWords } from "../../src/web/words/delivery.ts";
import { daysLeftWords } from "../../src/web/words/forecast.ts";
import { glanceOf } from "../../src/web/words/glance.ts";
import { isUnconfirmed, testSteps, timeLeft } from "../../src/web/words/live-test.ts";
import { noticePlace } from "../../src/web/words/notice.ts";
import { outboundWords } from "../../src/web/words/outbound-call.ts";
import { initialsOf, phoneWords } from "../../src/web/words/phone.ts";
import { skipWords } from "../../src/web/words/receipt.ts";
import { ringAdvice } from "../../src/web/words/ring-advice.ts";
import { longestCaller } from "../../src/web/words/sample-caller.ts";
import { stagesWith } from "../../src/web/words/stages.ts";
import { textFacts } from "../../src/web/words/text-facts.ts";
import { dayWords, lengthWords, shortWhen } from "../../src/web/words/time.ts";
import { movements } from "../../src/web/words/transfer.ts";
import { probeRounds } from "../../src/web/words/voicemail-test.ts";
import { call, LINE, smallWorld, text } from "./support/world.ts";

const CHICAGO = "America/Chicago";

describe("moments, in the business's own time", () => {
  const now = new Date("2026-11-24T20:15:00Z");
  it.each([
    ["this afternoon", "2026-11-24T19:07:00Z", "1:07 PM", "Today"],
    ["late yesterday there, today in UTC", "2026-11-24T05:30:00Z", "Yesterday", "Yesterday"],
    ["four days ago", "2026-11-20T18:00:00Z", "Fri", "Friday, Nov 20"],
    ["a week ago is no longer a bare weekday", "2026-11-17T18:00:00Z", "Nov 17", "Tuesday, Nov 17"],
    ["last year", "2025-11-17T18:00:00Z", "11/17/25", "Nov 17, 2025"],
    ["a moment ahead, by a clock that runs fast", "2026-11-24T20:16:00Z", "2:16 PM", "Today"],
  ])("%s", (_rule, at, short, day) => {
    expect(shortWhen(new Date(at), CHICAGO, now)).toBe(short);
    expect(dayWords(new Date(at), CHICAGO, now)).toBe(day);
  });

  it.each([
    [0, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [185, "3 min 5 s"],
    [3_600, "1 h"],
    [3_720, "1 h 2 min"],
  ])("%i seconds of conversation are %s", (seconds, words) => expect(lengthWords(seconds)).toBe(words));
});

describe("what happened last", () => {
  it.each([
    [
      "a missed call says why",
      call("+15125550142", 0, { reason: "busy" }),
      "Missed call · The phone was busy",
      "bad",
    ],
    [
      "an answered call says how long",
      call("+15125550142", 0, { outcome: "answered", reason: null, durationSeconds: 61 }),
      "Answered call · 1 min 1 s",
      "good",
    ],
    [
      "a call that nobody took on the other side is no missed call",
      call("+15125550142", 0, { direction: "out", reason: "no_answer" }),
      "Call not answered",
      "plain",
    ],
    ["their text speaks for itself", text("+15125550142", 0, "Are you open?"), "Are you open?", "plain"],
    ["ours says that it is ours", text("+15125550142", 0, "Yes", { direction: "out" }), "You: Yes", "good"],
    [
      "ours that did not arrive says so",
      text("+15125550142", 0, "Yes", { direction: "out", state: "undelivered" }),
      "Not delivered: Yes",
      "bad",
    ],
    ["nothing yet", null, "No calls or texts yet", "plain"],
  ] as const)("%s", (_rule, last, words, tone) => expect(glanceOf(last)).toMatchObject({ words, tone }));

  it("a call that is still under way has no outcome yet", () =>
    expect(callWords({ direction: "in", outcome: null, reason: null, durationSeconds: null }).tone).toBe(
      "wait",
    ));
});

describe("the state of a text", () => {
  it("explains a refusal and says what to do", () => {
    const { label, tone, detail, whatToDo } = deliveryWords({ state: "undelivered", errorCode: 30006 });
    expect([label, tone]).toEqual(["Not delivered", "bad"]);
    expect(detail).toMatch(/landline/i);
    expect(whatToDo).not.toBeNull();
  });
  it.each([
    ["queued", "Waiting to leave"],
    ["unclear", "Checking with the carrier"],
    ["delivered", "Delivered"],
    ["unconfirmed", "Sent, no word since"],
  ] as const)("%s is %s", (state, label) =>
    expect(deliveryWords({ state, errorCode: null }).label).toBe(label),
  );
});

describe("what a text costs the network", () => {
  it.each([
    [
      "plain words",
      "See you at 9!",
      { segments: 1, encoding: "GSM-7", characters: 13, costly: [], plain: null },
    ],
    ["161 plain letters", "a".repeat(161), { segments: 2, encoding: "GSM-7", costly: [], plain: null }],
    ["a curly quote", "I’m here", { encoding: "UCS-2", costly: ["’"], plain: "I'm here" }],
    ["several, each named once", "“Hi” … “you”", { costly: ["“", "”", "…"], plain: '"Hi" ... "you"' }],
    ["a picture goes with its space", "Thanks 🙏!", { characters: 9, plain: "Thanks!" }],
    ["a costly accent becomes its letter", "Crêpes", { plain: "Crepes" }],
    ["a free accent stays", "Café 🙂", { plain: "Café" }],
    ["another script cannot be had more cheaply", "你好", { segments: 1, plain: null }],
  ])("%s", (_rule, body, facts) => expect(textFacts(body)).toMatchObject(facts));
});

describe("numbers and names", () => {
  it("are written as at home, and internationally elsewhere", () => {
    expect(phoneWords("+15125550142", "US")).toBe("(512)\u00A0555-0142");
    expect(phoneWords("+442071838750", "US")).toBe("+44\u00A020\u00A07183\u00A08750");
    expect(phoneWords("sip:desk@example.com", "US")).toBe("sip:desk@example.com");
  });
  it.each([
    ["Maria Lopez Garcia", "MG"],
    ["Cher", "C"],
    ["Bob’s Auto Body & Paint", "BP"],
    ["  ", null],
    ["+1 512", null],
    [null, null],
  ])("%s → %s", (name, initials) => expect(initialsOf(name)).toBe(initials));

  it("the preview shows the longest real name, whole or first, and an invented one only when there is none", () => {
    const callers = [
      { name: "Al Featherstonehaugh-Montgomery", phone: "+15125550142" },
      { name: "Christopher Lee", phone: "+15125550143" },
      { name: null, phone: "+15125550144" },
    ];
    expect(longestCaller(callers, "name").name).toBe("Al Featherstonehaugh-Montgomery");
    expect(longestCaller(callers, "firstName").firstName).toBe("Christopher");
    expect(longestCaller([], "name").invented).toBe(true);
  });

  it("the stages offered are those of the built-in store, and an unknown one is kept", () => {
    expect(stagesWith("New")).toEqual([...STAGES]);
    expect(stagesWith("Waiting for parts")).toEqual(["Waiting for parts", ...STAGES]);
  });
});

describe("credits", () => {
  it("the forecast in words", () =>
    expect([null, 0, 1, 12, 1_000].map(daysLeftWords)).toEqual([
      "No texts sent lately",
      "Less than a day left at this rate",
      "About 1 day left at this rate",
      "About 12 days left at this rate",
      "More than a year at this rate",
    ]));

  it("a text that was paid for is one line, not two; one under way is shown as set aside", () => {
    const transfer = (
      id: string,
      kind: "hold" | "post" | "void" | "grant",
      textId: string | null,
      credits = 1,
    ) => ({ id, kind, credits, textId });
    expect(
      movements([
        transfer("t6", "hold", "c"),
        transfer("t5", "void", "b"),
        transfer("t4", "post", "a"),
        transfer("t3", "hold", "b"),
        transfer("t2", "hold", "a"),
        transfer("t1", "grant", null, 100),
      ]).map(({ transfer: { id }, change }) => [id, change]),
    ).toEqual([
      ["t6", -1],
      ["t5", 0],
      ["t4", -1],
      ["t1", 100],
    ]);
  });
});

describe("how long to ring", () => {
  it.each([
    [10, "wait"],
    [15, "good"],
    [20, "good"],
    [25, "good"],
    [26, "wait"],
    [31, "bad"],
    [60, "bad"],
  ] as const)("%i seconds: %s", (seconds, tone) => expect(ringAdvice(seconds).tone).toBe(tone));
  it("warns of voicemail before it would answer", () => expect(ringAdvice(28).words).toContain("voicemail"));
});

describe("the link to the CRM", () => {
  it.each([
    ["all is well", { connector: "hubspot", health: "ok", pending: 4, failed: 0 }, "good"],
    ["connected, with refusals", { connector: "hubspot", health: "ok", pending: 0, failed: 2 }, "wait"],
    ["partly away", { connector: "salesforce", health: "degraded", pending: 9, failed: 0 }, "wait"],
    ["shut out", { connector: "hubspot", health: "needs_reconnect", pending: 9, failed: 0 }, "bad"],
    ["a state of a newer server", { connector: "hubspot", health: "resting", pending: 0, failed: 0 }, "wait"],
  ])("%s", (_rule, connection, tone) => expect(healthWords(connection).tone).toBe(tone));
});

describe("the live test", () => {
  const at = "2026-11-24T20:15:00Z";
  const test = (change: Partial<LiveTest>): LiveTest => ({
    line: "+15125550100",
    startedAt: at,
    endsAt: "2026-11-24T20:25:00Z",
    state: "waiting",
    steps: { called: null, missed: null, texted: null, delivered: null },
    problem: null,
    ...change,
  });
  const texted = { called: at, missed: at, texted: at, delivered: null };

  it.each([
    ["nobody has called yet", test({}), ["running", "waiting", "waiting", "waiting"]],
    [
      "the text is on its way",
      test({ state: "running", steps: texted }),
      ["done", "done", "done", "running"],
    ],
    [
      "it arrived",
      test({ state: "passed", steps: { ...texted, delivered: at } }),
      ["done", "done", "done", "done"],
    ],
    ["it did not arrive", test({ state: "failed", steps: texted }), ["done", "done", "done", "failed"]],
    ["the time is over", test({ state: "expired" }), ["waiting", "waiting", "waiting", "waiting"]],
  ])("%s", (_name, given, states) => expect(testSteps(given).map(({ state }) => state)).toEqual(states));

  it("says what the carrier said, and what to do", () => {
    const problem = { code: 30003, forOwner: "The phone is off.", whatToDo: "Switch it on." };
    expect(testSteps(test({ state: "failed", steps: texted, problem }))[3]?.words).toBe(
      "The phone is off. Switch it on.",
    );
  });

  it("tells when the carrier keeps quiet about a text that it took", () => {
    const running = test({ state: "running", steps: texted });
    expect(isUnconfirmed(running, new Date("2026-11-24T20:15:30Z"))).toBe(false);
    expect(isUnconfirmed(running, new Date("2026-11-24T20:16:01Z"))).toBe(true);
  });

  it.each([
    ["2026-11-24T20:15:00Z", "10:00"],
    ["2026-11-24T20:15:55.5Z", "9:05"],
    ["2026-11-24T20:30:00Z", "0:00"],
  ])("at %s there are %s left", (now, left) =>
    expect(timeLeft("2026-11-24T20:25:00Z", new Date(now))).toBe(left),
  );
});

describe("a receipt without a text", () => {
  it.each([
    ["no_credits", true, "/credits"],
    ["texted_recently", true, null],
    ["caller_opted_out", false, null],
    ["caller_withheld", false, null],
  ] as const)("%s: may be sent anyway %s, help at %s", (reason, anyway, to) => {
    const words = skipWords(reason);
    expect([words.anyway, words.help?.to ?? null]).toEqual([anyway, to]);
    expect(words.title).toMatch(/^No text: .*\.$/);
  });
});

describe("a call that was asked for", () => {
  const call = { outcome: null, reason: null, problem: null, durationSeconds: null };
  it.each([
    [{ ...call, state: "queued" }, "Your phone will ring in a moment", false],
    [{ ...call, state: "ringing_customer" }, "Their phone rings", false],
    [
      { ...call, state: "ended", outcome: "answered", durationSeconds: 65 },
      "The call is over 1 min 5 s",
      true,
    ],
    [
      { ...call, state: "ended", outcome: "missed", reason: "busy" },
      "Nobody was reached Their phone was busy.",
      true,
    ],
    [
      { ...call, state: "failed", problem: "Your phone was busy." },
      "The call did not come about Your phone was busy.",
      true,
    ],
  ] as const)("%o", (given, said, isOver) => {
    const { title, words, over } = outboundWords(given);
    expect(`${title} ${words}`).toContain(said);
    expect(over).toBe(isOver);
  });
});

describe("a notice leads to where its matter can be seen to", () => {
  it.each([
    ["consent:+15125550142", "/inbox/%2B15125550142"],
    ["texting:+15550100001", "/text-back"],
    ["credits", "/credits"],
    ["alerts:webhook", "/alerts"],
    ["something:new", null],
  ])("%s → %s", (subject, to) => expect(noticePlace(subject)?.to ?? null).toBe(to));
});

describe("alerts as they are typed", () => {
  const off: Alerts = {
    email: null,
    webhook: null,
    text: null,
    on: { missedCall: false, reply: false },
  };
  const typed = { emails: "", phone: "", url: "", missedCall: false, reply: false };
  it.each([
    ["nothing", {}, {}],
    ["two addresses", { emails: "a@x.org,  b@x.org" }, { email: { to: ["a@x.org", "b@x.org"] } }],
    ["a phone as people write it", { phone: "(512) 555-0142" }, { text: { to: "+15125550142" } }],
    ["a webhook", { url: " https://x.org/a " }, { webhook: { url: "https://x.org/a" } }],
    ["what about", { reply: true }, { on: { missedCall: false, reply: true } }],
  ])("%s", (_name, change, sent) => expect(alertChanges(off, { ...typed, ...change }, "US")).toEqual(sent));

  it("emptied, it is switched off; as it stands, nothing is sent", () => {
    const on: Alerts = { ...off, text: { to: "+15125550142" as E164 }, email: { to: ["a@x.org"] } };
    expect(alertChanges(on, alertForm(on, "US"), "US")).toEqual({});
    expect(alertChanges(on, { ...alertForm(on, "US"), phone: "" }, "US")).toEqual({ text: null });
  });
});

describe("the editor's form", () => {
  const [line] = smallWorld().lines;
  if (line === undefined) throw new Error("The small world has a line.");
  const values = valuesOf(line, "US");

  it("sends nothing when nothing changed", () => expect(changesOf(line, values, "US")).toEqual({}));
  it("sends only what changed, in the server's form", () =>
    expect(
      changesOf(
        line,
        { ...values, forwardTo: "512 555 0177", more: { ...values.more, lookUpLandlines: true } },
        "US",
      ),
    ).toEqual({
      forwardTo: "+15125550177",
      lookUpLandlines: true,
    }));
  it("an emptied number forwards nowhere", () =>
    expect(changesOf(line, { ...values, forwardTo: " " }, "US")).toEqual({ forwardTo: null }));
  it("an unreadable number is left alone until it is mended", () =>
    expect(changesOf(line, { ...values, forwardTo: "12" }, "US")).toEqual({}));
  it("shows only the settings that the server offers", () => {
    const { voicemail: _unknownThere, ...older } = line;
    expect(Object.keys(valuesOf(older as typeof line, "US").more)).not.toContain("voicemail");
    expect(Object.keys(values.more)).toContain("voicemail");
  });
  it.each([
    ["(512) 555-0142", "+15125550142"],
    ["+44 20 7183 8750", "+442071838750"],
    ["sip:desk@example.com", "sip:desk@example.com"],
    ["512 555 0142, sip:desk@example.com", ["+15125550142", "sip:desk@example.com"]],
    ["", null],
    ["sip:nobody", undefined],
    ["12", undefined],
    ["512 555 0142, 12", undefined],
  ])("reads %s as %s", (typed, target) => expect(forwardTargets(typed, "US")).toEqual(target));
  it("says what is wrong with a message in a sentence", () =>
    expect(validate("US").message("Hi {{nobody}}")).toMatch(/^The message has an unknown variable/));
  it("knows its line", () => expect(line.number).toBe(LINE));
});

describe("the loaded inbox, brought up to date", () => {
  const item = (phone: string, minute: number, name = "") => ({
    phone,
    name,
    lastActivityAt: new Date(minute * 60_000).toISOString(),
  });
  const phones = (pages: readonly { items: readonly { phone: string }[] }[]) =>
    pages.flatMap(({ items }) => items.map(({ phone }) => phone));
  const loaded = [
    { items: [item("a", 9), item("b", 8)], next: "1" },
    { items: [item("c", 7), item("d", 6)], next: "2" },
  ];
  it("moves who was active to the top, and keeps what was loaded below", () => {
    const pages = withFreshTop(loaded, { items: [item("d", 10), item("a", 9)], next: "1" }, new Set(["d"]));
    expect(phones(pages)).toEqual(["d", "a", "b", "c"]);
    expect(pages.at(-1)?.next).toBe("2");
  });
  it("drops a conversation that no longer matches the filter", () =>
    expect(
      phones(withFreshTop(loaded, { items: [item("a", 9), item("b", 8)], next: "1" }, new Set(["c"]))),
    ).toEqual(["a", "b", "d"]));
  it("is the fresh page alone when that is all there is", () =>
    expect(phones(withFreshTop(loaded, { items: [item("z", 11)], next: null }, new Set()))).toEqual(["z"]));
  it("takes the newer of two versions", () =>
    expect(
      withFreshTop(loaded, { items: [item("a", 12, "Ann")], next: "1" }, new Set())[0]?.items[0]?.name,
    ).toBe("Ann"));
});

describe("whether the phone's own voicemail answers", () => {
  it.each([
    ["nothing has rung yet", [], {}, ["waiting", "waiting"]],
    ["the first was missed", ["missed"], {}, ["missed", "waiting"]],
    ["something answered, nobody knows what", ["answered"], {}, ["ask", "waiting"]],
    ["the owner says voicemail", ["answered"], { 0: "voicemail" }, ["voicemail", "waiting"]],
    [
      "the owner picked up: that call counts for no round",
      ["answered", "missed"],
      { 0: "me" },
      ["missed", "waiting"],
    ],
    ["the second is under way", ["missed", null], {}, ["missed", "running"]],
  ] as const)("%s", (_name, outcomes, said, states) => {
    const calls = outcomes.map((outcome, index) => ({
      id: String(index),
      line: LINE,
      direction: "in" as const,
      test: false,
      outcome,
      answeredBy: null,
    }));
    const rounds = probeRounds(
      [...calls].reverse(),
      LINE,
      new Set(["before"]),
      new Map(Object.entries(said) as [string, "voicemail" | "me"][]),
    );
    expect(rounds.map(({ state }) => state)).toEqual(states);
  });
});
