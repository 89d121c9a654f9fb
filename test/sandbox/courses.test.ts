import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CallerScript, PhoneScript } from "../../src/sandbox/twilio/scripts.ts";
import { CALLER, LINE, type Stage, say, setStage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterEach(() => {
  stage.heard.length = 0;
});
afterAll(() => stage.stop());

const seconds = fc.integer({ min: 0, max: 40 });
const phone: fc.Arbitrary<PhoneScript> = fc.oneof(
  fc.record(
    {
      kind: fc.constant("human" as const),
      answersAfter: seconds,
      talks: seconds,
      presses: fc.constantFrom("1", "2", ""),
      pressesAfter: fc.integer({ min: 0, max: 8 }),
      hangsUpAfter: seconds,
    },
    { requiredKeys: ["kind", "answersAfter"] },
  ),
  fc.record({ kind: fc.constant("voicemail" as const), answersAfter: seconds }),
  fc.record({
    kind: fc.constant("screener" as const),
    answersAfter: seconds,
    passesOnAfter: fc.option(seconds),
    presses: fc.constant("1"),
  }),
  fc.constantFrom({ kind: "busy" as const }, { kind: "failed" as const }, { kind: "no_answer" as const }),
);
const caller: fc.Arbitrary<CallerScript> = fc.record(
  { hangsUpAfter: fc.integer({ min: 0, max: 120 }), talks: seconds },
  { requiredKeys: [] },
);
const FINAL = ["completed", "busy", "no-answer", "failed", "canceled"];

describe("whatever callers and phones do", () => {
  it("a call ends, each leg ends once, at most one is connected, and the reports agree with the lists", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(phone, { minLength: 1, maxLength: 4 }),
        caller,
        fc.boolean(),
        fc.boolean(),
        async (callee, who, sequential, screened) => {
          stage.heard.length = 0;
          const whisper = screened ? 'url="/whisper"' : "";
          const numbers = callee.map(
            (_, i) =>
              `<Number ${whisper} machineDetection="Enable" amdStatusCallback="/amd" statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">+1512555016${i}</Number>`,
          );
          stage.on(
            "/voice",
            say(
              `<Dial action="/dialed" answerOnBridge="true" timeout="20" sequential="${sequential}">${numbers.join("")}</Dial>`,
            ),
          );
          stage.on("/whisper", say('<Gather numDigits="1" action="/accept"/><Hangup/>'));
          stage.on("/accept", ({ Digits }) => say(Digits === "1" ? "" : "<Hangup/>"));
          const story = await stage.carrier.call({ from: CALLER, to: LINE, callee, caller: who });

          expect(FINAL).toContain(story.status);
          expect(stage.at("/dialed")).toHaveLength(1);
          expect(stage.at("/ended")).toHaveLength(1);
          const connected = story.steps.filter(({ kind }) => kind === "connected");
          expect(connected.length).toBeLessThanOrEqual(1);
          const { DialBridged, DialCallStatus } = stage.at("/dialed")[0]?.params ?? {};
          expect(DialBridged).toBe(String(connected.length === 1));
          if (connected.length === 1) expect(DialCallStatus).toBe("completed");
          for (const leg of story.legs) {
            const told = stage.at("/leg").filter(({ params }) => params.CallSid === leg.callSid);
            expect(
              told.map(({ params }) => params.CallStatus).filter((s) => FINAL.includes(s ?? "")),
            ).toEqual([leg.status]);
            expect(told.at(-1)?.params.CallDuration).toBe(String(leg.durationSeconds));
            const numbersTold = told.map(({ params }) => Number(params.SequenceNumber));
            expect(numbersTold).toEqual(numbersTold.toSorted((a, b) => a - b));
            const answered = told.some(({ params }) => params.CallStatus === "in-progress");
            const heardBy = stage.at("/amd").filter(({ params }) => params.CallSid === leg.callSid);
            expect(heardBy).toHaveLength(answered && leg.answeredBy !== null ? 1 : 0);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
