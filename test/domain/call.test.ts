import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnswerTerms, type CallFact, settleCall } from "../../src/domain/call.ts";

const leg = (
  state: Extract<CallFact, { kind: "leg" }>["state"],
  durationSeconds: number | null = null,
): CallFact => ({
  kind: "leg",
  legSid: "CA1",
  state,
  durationSeconds,
});
const incoming: CallFact = { kind: "incoming", legs: 1 };
const asking = (terms: Partial<AnswerTerms>): CallFact => ({
  kind: "incoming",
  legs: 1,
  terms: { confirmation: "off", minAnsweredSeconds: 0, learnedVoicemailSeconds: null, ...terms },
});
const dialEnded = (
  result: Extract<CallFact, { kind: "dial_ended" }>["result"],
  more: { callerGone?: boolean; seconds?: number } = {},
): Extract<CallFact, { kind: "dial_ended" }> => ({
  kind: "dial_ended",
  result,
  callerGone: more.callerGone ?? false,
  durationSeconds: more.seconds ?? null,
});
const callerLegEnded = (connected: boolean): CallFact => ({ kind: "caller_leg_ended", connected });

/** What the carrier tells about one call from beginning to end, and what must be known in the end. */
const stories = [
  {
    name: "answered",
    facts: [
      incoming,
      leg("ringing"),
      leg("answered"),
      leg("completed", 42),
      dialEnded("bridged", { callerGone: true, seconds: 42 }),
      callerLegEnded(true),
    ],
    end: { outcome: "answered", reason: null, durationSeconds: 42 },
  },
  {
    name: "nobody picked up",
    facts: [incoming, leg("ringing"), leg("no_answer"), dialEnded("no_answer"), callerLegEnded(true)],
    end: { outcome: "missed", reason: "no_answer", durationSeconds: null },
  },
  {
    name: "busy",
    facts: [incoming, leg("busy"), dialEnded("busy"), callerLegEnded(true)],
    end: { outcome: "missed", reason: "busy", durationSeconds: null },
  },
  {
    name: "could not be reached",
    facts: [incoming, leg("failed"), dialEnded("failed"), callerLegEnded(true)],
    end: { outcome: "missed", reason: "failed", durationSeconds: null },
  },
  {
    name: "the caller hung up first",
    facts: [
      incoming,
      leg("ringing"),
      leg("canceled"),
      dialEnded("no_answer", { callerGone: true }),
      callerLegEnded(false),
    ],
    end: { outcome: "missed", reason: "caller_hung_up", durationSeconds: null },
  },
  {
    name: "the phone's voicemail was asked for a key",
    facts: [
      asking({ confirmation: "press_key" }),
      leg("ringing"),
      leg("answered"),
      { kind: "key_asked", legSid: "CA1", pressed: false },
      leg("completed", 14),
      dialEnded("no_answer"),
      callerLegEnded(true),
    ],
    end: { outcome: "missed", reason: "no_answer", durationSeconds: null },
  },
  {
    name: "a person pressed the key",
    facts: [
      asking({ confirmation: "press_key" }),
      leg("answered"),
      { kind: "key_asked", legSid: "CA1", pressed: true },
      leg("completed", 61),
      { ...dialEnded("bridged", { seconds: 55 }), confirmed: true },
      callerLegEnded(true),
    ],
    end: { outcome: "answered", reason: null, durationSeconds: 61 },
  },
  {
    name: "the carrier heard a machine",
    facts: [
      asking({ confirmation: "detect_machine" }),
      leg("answered"),
      { kind: "machine_detected", legSid: "CA1", answeredBy: "machine_start" },
      leg("completed", 12),
      { ...dialEnded("bridged", { seconds: 12 }), confirmed: true },
      callerLegEnded(true),
    ],
    end: { outcome: "missed", reason: "no_answer", durationSeconds: null },
  },
  {
    name: "picked up and put down under the line's minimum",
    facts: [
      asking({ minAnsweredSeconds: 5 }),
      leg("answered"),
      leg("completed", 3),
      dialEnded("bridged", { seconds: 3 }),
      callerLegEnded(true),
    ],
    end: { outcome: "missed", reason: "no_answer", durationSeconds: null },
  },
  {
    name: "one of two phones picked up, the other was let go",
    facts: [
      { kind: "incoming", legs: 2 },
      leg("answered"),
      leg("completed", 30),
      { kind: "leg", legSid: "CA2", state: "canceled", durationSeconds: null },
      dialEnded("bridged", { seconds: 30 }),
      callerLegEnded(true),
    ],
    end: { outcome: "answered", reason: null, durationSeconds: 30 },
  },
] satisfies readonly { name: string; facts: CallFact[]; end: object }[];

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, first] of items.entries())
    for (const rest of permutations(items.toSpliced(i, 1))) yield [first, ...rest];
}

describe("the outcome of a call", () => {
  it.each(stories)('is one and the same for "$name" in every order there is', ({ facts }) => {
    const ends = new Set<string>();
    for (const order of permutations<CallFact>(facts)) ends.add(JSON.stringify(settleCall(order)));
    expect(ends.size).toBe(1);
  });

  for (const story of stories) {
    it(`is the same for "${story.name}" whatever the order and number of deliveries`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 5 }), {
            minLength: story.facts.length,
            maxLength: story.facts.length,
          }),
          fc.infiniteStream(fc.nat()),
          (times, random) => {
            const delivered = story.facts.flatMap((fact, i) =>
              Array.from({ length: times[i] ?? 1 }, () => fact),
            );
            const keyed = delivered.map((fact) => ({ fact, at: random.next().value as number }));
            const shuffled = keyed.sort((a, b) => a.at - b.at).map(({ fact }) => fact);
            expect(settleCall(shuffled)).toMatchObject({ ...story.end, ended: true, needsLegs: false });
          },
        ),
      );
    });
  }

  it("of an answered call is never missed once any evidence of the bridge is there", () => {
    const evidence = [leg("answered"), leg("completed", 3), dialEnded("bridged")];
    fc.assert(
      fc.property(
        fc.constantFrom(...evidence),
        fc.subarray([
          incoming,
          leg("ringing"),
          leg("canceled"),
          dialEnded("no_answer"),
          callerLegEnded(false),
          callerLegEnded(true),
        ]),
        (proof, others) => {
          expect(settleCall([...others, proof]).outcome).toBe("answered");
          expect(settleCall([proof, ...others]).outcome).toBe("answered");
        },
      ),
    );
  });

  it("is not decided by the end of the caller's own leg: the carrier must be asked for the other", () => {
    expect(settleCall([incoming, callerLegEnded(true)])).toMatchObject({ outcome: null, needsLegs: true });
    expect(settleCall([incoming, callerLegEnded(false)])).toMatchObject({ outcome: null, needsLegs: true });
  });

  it("is missed when the carrier lists no leg at all after the end", () => {
    expect(settleCall([incoming, callerLegEnded(true), { kind: "legs_listed", count: 0 }])).toMatchObject({
      outcome: "missed",
      reason: "caller_hung_up",
    });
  });

  it("waits for the last of several phones", () => {
    const two: CallFact = { kind: "incoming", legs: 2 };
    expect(settleCall([two, leg("busy")]).outcome).toBeNull();
    expect(
      settleCall([
        two,
        leg("busy"),
        { kind: "leg", legSid: "CA2", state: "no_answer", durationSeconds: null },
      ]),
    ).toMatchObject({ outcome: "missed", reason: "busy" });
  });

  it("of a call that was not forwarded is missed at once", () => {
    expect(settleCall([{ kind: "incoming", legs: 0 }])).toMatchObject({
      outcome: "missed",
      reason: "no_answer",
    });
  });
});
