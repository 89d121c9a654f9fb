import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCallerId } from "../../src/domain/caller-id.ts";
import { readConsentWord } from "../../src/domain/consent.ts";
import { maskPhone, normalisePhone, parseE164, parseForwardTarget } from "../../src/domain/phone.ts";
import { cleanText } from "../../src/domain/plain-text.ts";
import { countSegments } from "../../src/domain/segments.ts";
import { dialTimeoutSeconds } from "../../src/domain/settings.ts";
import {
  DEFAULT_MESSAGE,
  MAX_TEXT_CHARACTERS,
  parseTemplate,
  renderTemplate,
} from "../../src/domain/template.ts";
import { applyDeliveryNews, type DeliveryNews } from "../../src/domain/text.ts";
import { decideTextBack, type TextBackInput } from "../../src/domain/text-back.ts";
import type { UntextableReason } from "../../src/domain/who-can-be-texted.ts";

const render = (source: string, values: Parameters<typeof renderTemplate>[1]): string => {
  const parsed = parseTemplate(source);
  if (!parsed.ok) throw new Error(parsed.problem);
  return renderTemplate(parsed.template, values);
};

describe("the decision about a text-back", () => {
  const good: TextBackInput = {
    lineEnabled: true,
    caller: "textable",
    against: [],
    consent: "unknown",
    lineCannotText: null,
    repeat: { skip: false, until: null, detail: "Every missed call is texted back." },
    tooLate: null,
    quietUntil: null,
    availableCredits: 1,
    price: 1,
  };
  const texted = { skip: true, until: new Date(), detail: "We texted this caller 2 min ago." };
  const against = (reason: UntextableReason) => ({ against: [{ reason, detail: "Because." }] });
  it.each([
    ["everything is in order", {}, "text", null],
    ["the line is switched off", { lineEnabled: false }, "skip", "line_disabled"],
    ["the number is withheld", { caller: "withheld" }, "skip", "caller_withheld"],
    ["the number cannot be texted", { caller: "malformed" }, "skip", "caller_malformed"],
    ["one of our own lines calls", { caller: "own_line" }, "skip", "caller_is_own_line"],
    ["the forward phone itself calls", { caller: "forward_number" }, "skip", "caller_is_forward_number"],
    ["our own forwarding came back", { caller: "forwarded_back" }, "skip", "forwarded_back"],
    ["the caller opted out", { consent: "opted_out" }, "skip", "caller_opted_out"],
    ["the caller is blocked", against("blocklisted"), "skip", "caller_blocked"],
    ["the caller's number is forged", against("spoofed"), "skip", "caller_spoofed"],
    ["the caller calls like a machine", against("too_many_calls"), "skip", "too_many_calls"],
    ["the number costs extra", against("premium_rate"), "skip", "premium_number"],
    ["the number is a satellite's", against("satellite"), "skip", "satellite_number"],
    ["the number is a landline", against("landline"), "skip", "caller_is_landline"],
    ["the number is from abroad", against("other_country"), "skip", "other_country"],
    [
      "the carriers do not let the line text",
      { lineCannotText: "Not registered." },
      "skip",
      "line_cannot_text",
    ],
    ["the caller was texted a moment ago", { repeat: texted }, "skip", "texted_recently"],
    ["the call is long over", { tooLate: "We heard of it late." }, "skip", "too_late"],
    ["it is night at the caller's", { quietUntil: new Date("2026-11-25T08:00:00Z") }, "text", null],
    ["there are no credits", { availableCredits: 0 }, "skip", "no_credits"],
    [
      "several things are wrong, the earlier one is named",
      { lineEnabled: false, availableCredits: 0 },
      "skip",
      "line_disabled",
    ],
  ] as const)("when %s", (_name, change, decision, reason) => {
    const receipt = decideTextBack({ ...good, ...change });
    expect(receipt).toMatchObject({ decision, reason });
    expect(receipt.checks.at(-1)?.passed).toBe(decision === "text");
    expect(receipt.summary.length).toBeGreaterThan(20);
  });
});

describe("the ring timeout", () => {
  it.each([
    [20, 15],
    [25, 20],
    [10, 5],
    [60, 55],
  ])("of %i real seconds asks the carrier for %i", (real, asked) =>
    expect(dialTimeoutSeconds(real)).toBe(asked),
  );
});

describe("a message template", () => {
  it("fills in what is known, and falls back where it is not", () => {
    expect(render("Hi {{caller_first_name|there}}, {{business_name}} here", { business_name: "Acme" })).toBe(
      "Hi there, Acme here",
    );
    expect(render("Hi {{ caller_first_name }}, sorry", { caller_first_name: "Ann" })).toBe("Hi Ann, sorry");
    expect(render("Hi {{caller_first_name}}, sorry", {})).toBe("Hi, sorry");
  });
  it.each([
    ["Hi {{nobody}}", "unknown variable {{nobody}}"],
    ["{{7*7}}", "unknown variable"],
    ["{{constructor}}", "unknown variable"],
    ["{{__proto__}}", "unknown variable"],
    ["Hi {{business_name", "opening {{"],
    ["   ", "must not be empty"],
    ["x".repeat(481), "at most 480"],
  ])("refuses %s", (source, problem) => {
    const parsed = parseTemplate(source);
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
  it("never expands a value, keeps the literal text, and stays within 480 characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        const text = render("Hello {{caller_name|you}}, bye", {
          caller_name: `{{business_name}}${name}`,
          business_name: "LEAK",
        });
        expect(text.startsWith("Hello {{business_name}}")).toBe(true);
        expect(text.endsWith(", bye")).toBe(true);
        expect(text).not.toContain("LEAK");
        expect(text.length).toBeLessThanOrEqual(MAX_TEXT_CHARACTERS);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });
  it("by default fits one segment for an ordinary business name", () => {
    expect(countSegments(render(DEFAULT_MESSAGE, { business_name: "Acme Heating & Air" }))).toEqual({
      segments: 1,
      encoding: "GSM-7",
    });
  });
});

describe("a caller id", () => {
  it.each([
    ["+15125550142", { kind: "known", phone: "+15125550142" }],
    ["5125550142", { kind: "known", phone: "+15125550142" }],
    ["anonymous", { kind: "withheld" }],
    ["Unknown", { kind: "withheld" }],
    ["", { kind: "withheld" }],
    ["+266696687", { kind: "withheld" }],
    ["+7378742833", { kind: "withheld" }],
    ["+17378742833", { kind: "withheld" }],
    ["+86282452253", { kind: "withheld" }],
    ["client:bob", { kind: "malformed", raw: "client:bob" }],
    ["72345", { kind: "malformed", raw: "72345" }],
  ])("%s is read as it is meant", (raw, meaning) => expect(readCallerId(raw, "US")).toEqual(meaning));
});

describe("a phone number", () => {
  it("is one and the same however it is written", () => {
    for (const text of [
      "(512) 555-0142",
      "512.555.0142",
      "1 512 555 0142",
      "+1 (512) 555-0142",
      "512-555-0142",
    ])
      expect(normalisePhone(text, "US")).toBe("+15125550142");
  });
  it.each([
    "5125550142",
    "+1512555",
    "+1512555014212345678",
    "tel:+15125550142",
    "+1 5125550142",
    "",
    "+0123456789",
  ])("is not E.164 when it is %s", (text) => expect(parseE164(text)).toBeNull());
  it("shows no more than two digits in a log", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\+[1-9]\d{7,14}$/),
        (phone) => (maskPhone(phone).match(/\d/g) ?? []).length <= 2,
      ),
    );
  });
  it("or a SIP address may be forwarded to, and nothing else", () => {
    expect(parseForwardTarget("+15125550142")).toEqual({ kind: "phone", number: "+15125550142" });
    expect(parseForwardTarget("sip:desk@pbx.example.com:5061;transport=tls")).toMatchObject({ kind: "sip" });
    for (const bad of ["sip:", "sip:a@b<c>", "http://example.com", "desk@example.com", "sip:a@exa mple.com"])
      expect(parseForwardTarget(bad)).toBeNull();
  });
});

describe("consent words", () => {
  it.each([
    ["STOP", "unknown", "stop"],
    [" Stop. ", "unknown", "stop"],
    ["cancel", "unknown", "stop"],
    ["start", "opted_out", "start"],
    ["Yes", "opted_out", "start"],
    ["Yes", "unknown", null],
    ["help", "unknown", "help"],
    ["can you stop by?", "unknown", null],
    ["it won't stop leaking", "unknown", null],
  ] as const)("%s from somebody whose consent is %s", (body, consent, word) =>
    expect(readConsentWord(body, consent)).toBe(word),
  );
});

describe("delivery reports", () => {
  const lasts: readonly DeliveryNews[] = ["delivered", "undelivered", "failed"];
  const sequences = (last: DeliveryNews, length: number): DeliveryNews[][] =>
    length === 0
      ? [[]]
      : sequences(last, length - 1).flatMap((rest) => [
          ["accepted", ...rest],
          [last, ...rest],
        ]);
  it.each(
    lasts.flatMap((last) =>
      (["queued", "sending", "unclear", "sent"] as const).map((from) => [from, last] as const),
    ),
  )(
    "move a text that is %s to %s in every order and number up to five, and its credit once",
    (from, last) => {
      for (const told of [1, 2, 3, 4, 5]
        .flatMap((n) => sequences(last, n))
        .filter((all) => all.includes(last))) {
        let state: Parameters<typeof applyDeliveryNews>[0] = from;
        let spent = from === "sent" ? 1 : 0;
        for (const news of told) {
          const step = applyDeliveryNews(state, news);
          state = step?.state ?? state;
          spent += { post: 1, refund: -1, void: 0, none: 0 }[step?.credit ?? "none"];
        }
        expect({ told, state, spent }).toEqual({ told, state: last, spent: last === "failed" ? 0 : 1 });
      }
    },
  );
  it("lead to the same end in any order and however often they are repeated", () => {
    const final = fc.constantFrom<DeliveryNews>("delivered", "undelivered", "failed");
    fc.assert(
      fc.property(final, fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }), (last, order) => {
        let state: Parameters<typeof applyDeliveryNews>[0] = "sending";
        const effects: string[] = [];
        for (const news of [...order.map((late): DeliveryNews => (late ? last : "accepted")), last]) {
          const step = applyDeliveryNews(state, news);
          if (step === null) continue;
          state = step.state;
          effects.push(step.credit);
        }
        expect(state).toBe(last);
        const net = effects.filter((effect) => effect !== "none").join(",");
        expect(last === "failed" ? ["void", "post,refund"] : ["post"]).toContain(net);
      }),
    );
  });
});

describe("text from outside", () => {
  it("is well-formed, without control characters, and clean text stays as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        const clean = cleanText(raw);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanText(clean)).toBe(clean);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the purpose
        expect(clean).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
      }),
    );
  });
});
