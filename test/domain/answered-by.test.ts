import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ANSWERED_BY,
  type AnswerConfirmation,
  type AnswerFacts,
  type AnswerVerdict,
  countAnswer,
  judgeAnswer,
  learnVoicemailStart,
  suggestRingTimeout,
} from "../../src/domain/answered-by.ts";

const nothing: AnswerFacts = {
  confirmationAsked: false,
  pressedKey: null,
  machineDetection: null,
  answeredSeconds: null,
  minAnsweredSeconds: null,
  ringSecondsBeforeAnswer: null,
  learnedVoicemailSeconds: null,
};
const asked = { confirmationAsked: true, pressedKey: false } as const;

describe("the verdict about who answered", () => {
  it.each<[string, Partial<AnswerFacts>, AnswerVerdict]>([
    ["nothing is known", {}, "unsure"],
    ["a key was pressed", { confirmationAsked: true, pressedKey: true }, "human"],
    [
      "a key was pressed, whatever the machine detection heard",
      { confirmationAsked: true, pressedKey: true, machineDetection: "machine_start" },
      "human",
    ],
    ["no key was pressed, and nothing else is known", asked, "unsure"],
    [
      "no key was pressed, and a greeting was heard",
      { ...asked, machineDetection: "machine_start" },
      "voicemail",
    ],
    ["no key was pressed, though a voice was heard", { ...asked, machineDetection: "human" }, "unsure"],
    ["no key was pressed on a long call", { ...asked, answeredSeconds: 400 }, "unsure"],
    ["a voice was heard", { machineDetection: "human", ringSecondsBeforeAnswer: 8 }, "human"],
    [
      "a greeting was heard",
      { machineDetection: "machine_end_beep", ringSecondsBeforeAnswer: 24 },
      "voicemail",
    ],
    ["a fax answered", { machineDetection: "fax" }, "voicemail"],
    ["the detection could not tell", { machineDetection: "unknown" }, "unsure"],
    [
      "it was answered just when the voicemail starts",
      { ringSecondsBeforeAnswer: 24, learnedVoicemailSeconds: 25 },
      "voicemail",
    ],
    [
      "it was answered well before the voicemail starts",
      { ringSecondsBeforeAnswer: 12, learnedVoicemailSeconds: 25 },
      "unsure",
    ],
    [
      "a voice was heard just when the voicemail starts",
      { machineDetection: "human", ringSecondsBeforeAnswer: 25, learnedVoicemailSeconds: 25 },
      "unsure",
    ],
    [
      "the detection could not tell, the clock can",
      { machineDetection: "unknown", ringSecondsBeforeAnswer: 25, learnedVoicemailSeconds: 25 },
      "voicemail",
    ],
    ["it was answered at once", { ringSecondsBeforeAnswer: 1 }, "screener"],
    [
      "a machine's voice answered at once",
      { machineDetection: "machine_start", ringSecondsBeforeAnswer: 1 },
      "screener",
    ],
    [
      "a person's voice answered at once",
      { machineDetection: "human", ringSecondsBeforeAnswer: 1 },
      "unsure",
    ],
    [
      "the voicemail starts at once, as on a phone that is switched off",
      { ringSecondsBeforeAnswer: 1, learnedVoicemailSeconds: 2 },
      "voicemail",
    ],
    ["it lasted longer than a voicemail", { answeredSeconds: 300 }, "human"],
    [
      "a screener answered and then a person talked for long",
      { machineDetection: "machine_start", ringSecondsBeforeAnswer: 1, answeredSeconds: 300 },
      "human",
    ],
  ])("when %s", (_name, facts, verdict) => {
    const judgement = judgeAnswer({ ...nothing, ...facts });
    expect(judgement.verdict).toBe(verdict);
    for (const { detail } of judgement.evidence) expect(detail).toMatch(/^[A-Z].+\.$/);
    if (verdict !== "unsure") expect(judgement.evidence.map(({ says }) => says)).not.toEqual([]);
  });
});

describe("an answered leg counts as answered", () => {
  it.each<[string, Partial<AnswerFacts>, AnswerConfirmation, boolean]>([
    ["by default, whatever answered", { machineDetection: "machine_start" }, "off", true],
    ["by default, however short", { answeredSeconds: 1 }, "off", true],
    ["not below the shortest answer", { answeredSeconds: 4, minAnsweredSeconds: 5 }, "off", false],
    ["at the shortest answer", { answeredSeconds: 5, minAnsweredSeconds: 5 }, "off", true],
    ["while it still lasts", { answeredSeconds: null, minAnsweredSeconds: 5 }, "off", true],
    ["with the key", { confirmationAsked: true, pressedKey: true }, "press_key", true],
    ["not without the key", asked, "press_key", false],
    ["not when it hung up before the key", { confirmationAsked: true }, "press_key", false],
    ["when no key was asked for", {}, "press_key", true],
    [
      "not with the key, but below the shortest answer",
      { confirmationAsked: true, pressedKey: true, answeredSeconds: 2, minAnsweredSeconds: 5 },
      "press_key",
      false,
    ],
    ["when a person was heard", { machineDetection: "human" }, "detect_machine", true],
    ["not when a machine was heard", { machineDetection: "machine_start" }, "detect_machine", false],
    ["not when a screener answered", { ringSecondsBeforeAnswer: 1 }, "detect_machine", false],
    ["when nobody can tell", { machineDetection: "unknown" }, "detect_machine", true],
  ])("%s (%j, %s): %s", (_name, facts, mode, answered) => {
    const count = countAnswer({ ...nothing, ...facts }, mode);
    expect(count.answered).toBe(answered);
    expect(count.why).toMatch(/^[A-Z].+\.$/);
  });

  const someSeconds = fc.option(fc.integer({ min: 0, max: 400 }));
  const anyFacts = fc.record<AnswerFacts>({
    confirmationAsked: fc.boolean(),
    pressedKey: fc.option(fc.boolean()),
    machineDetection: fc.option(fc.constantFrom(...ANSWERED_BY)),
    answeredSeconds: someSeconds,
    minAnsweredSeconds: fc.option(fc.integer({ min: 1, max: 60 })),
    ringSecondsBeforeAnswer: someSeconds,
    learnedVoicemailSeconds: someSeconds,
  });
  it("always with everything off, and a pressed key is always a person", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(countAnswer({ ...facts, minAnsweredSeconds: null }, "off").answered).toBe(true);
        expect(judgeAnswer({ ...facts, pressedKey: true }).verdict).toBe("human");
        if (!facts.confirmationAsked || facts.pressedKey === true) return;
        expect(countAnswer(facts, "press_key").answered).toBe(false);
      }),
    );
  });
});

describe("where a phone's voicemail starts", () => {
  const voicemails = (...rings: number[]) =>
    rings.map((ringSeconds) => ({ ringSeconds, verdict: "voicemail" as const }));
  it.each<[string, Parameters<typeof learnVoicemailStart>[0], number | null]>([
    ["is unknown without samples", [], null],
    ["is unknown from two", voicemails(24, 25), null],
    ["is the middle of three", voicemails(26, 24, 25), 25],
    ["is rounded down", voicemails(24.9, 24.8, 24.95), 24],
    ["is not moved by declined calls", voicemails(4, 9, 24, 25, 25), 25],
    ["is the later of two habits", voicemails(5, 5, 6, 24, 25, 25), 25],
    ["is unknown when they are scattered", voicemails(5, 12, 19, 26, 33), null],
    [
      "is not learned from people and screeners",
      [
        { ringSeconds: 8, verdict: "human" },
        { ringSeconds: 8, verdict: "unsure" },
        { ringSeconds: 1, verdict: "screener" },
      ],
      null,
    ],
  ])("%s", (_name, samples, start) => expect(learnVoicemailStart(samples)).toBe(start));

  it("does not depend on the order of the samples", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }), (rings) => {
        expect(learnVoicemailStart(voicemails(...rings))).toBe(
          learnVoicemailStart(voicemails(...[...rings].reverse())),
        );
      }),
    );
  });
});

describe("the suggested ring timeout", () => {
  it.each([
    ["is none, when no start is known", null, 20, null],
    ["stays, when it is safe", 25, 20, { ringTimeoutSeconds: 20, safe: true }],
    ["stays at the very edge", 25, 22, { ringTimeoutSeconds: 22, safe: true }],
    ["is three seconds below the start", 20, 25, { ringTimeoutSeconds: 17, safe: true }],
    ["cannot be safe below ten seconds", 12, 20, { ringTimeoutSeconds: 10, safe: false }],
    ["is at most sixty", 90, 60, { ringTimeoutSeconds: 60, safe: true }],
  ] as const)("%s", (_name, start, current, advice) => {
    const given = suggestRingTimeout(start, current);
    if (advice === null) expect(given).toBeNull();
    else expect(given).toMatchObject(advice);
  });
  it("is within 10 to 60 seconds, and below the voicemail whenever it says so", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 10, max: 60 }), (start, current) => {
        const advice = suggestRingTimeout(start, current);
        expect(advice?.ringTimeoutSeconds).toBeGreaterThanOrEqual(10);
        expect(advice?.ringTimeoutSeconds).toBeLessThanOrEqual(60);
        expect(advice?.safe).toBe((advice?.ringTimeoutSeconds ?? 0) + 3 <= start);
      }),
    );
  });
});
