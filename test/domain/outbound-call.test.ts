import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallFact, LegState } from "../../src/domain/call.ts";
import { type OutboundProgress, settleOutboundCall } from "../../src/domain/outbound-call.ts";

const OWN = "CA-own";
const own = (state: LegState): CallFact => ({ kind: "leg", legSid: OWN, state, durationSeconds: null });
const theirs = (state: LegState, durationSeconds: number | null = null): CallFact => ({
  kind: "leg",
  legSid: "CA-customer",
  state,
  durationSeconds,
});
const key: CallFact = { kind: "key_asked", legSid: OWN, pressed: true };
const dialEnded = (
  result: "bridged" | "no_answer" | "busy" | "failed" | "canceled",
  callerGone = false,
  durationSeconds: number | null = null,
): CallFact => ({ kind: "dial_ended", result, callerGone, durationSeconds });

const cases: readonly [string, readonly CallFact[], Partial<OutboundProgress>][] = [
  ["nothing is known yet: the own phone rings", [], { state: "ringing_owner", outcome: null }],
  ["picked up, no key yet", [own("answered")], { state: "ringing_owner", outcome: null }],
  ["the key was pressed", [own("answered"), key], { state: "ringing_customer", outcome: null }],
  [
    "the customer picked up",
    [own("answered"), key, theirs("answered")],
    { state: "talking", outcome: "answered" },
  ],
  [
    "the customer hung up",
    [own("answered"), key, theirs("completed", 42), dialEnded("bridged", false, 42), own("completed")],
    { state: "ended", outcome: "answered", durationSeconds: 42, hungUpBy: "customer" },
  ],
  [
    "the owner hung up",
    [own("answered"), key, dialEnded("bridged", true, 7), own("completed")],
    { state: "ended", outcome: "answered", durationSeconds: 7, hungUpBy: "owner" },
  ],
  [
    "the customer did not pick up",
    [own("answered"), key, theirs("no_answer"), dialEnded("no_answer")],
    { state: "ended", outcome: "missed", reason: "no_answer", hungUpBy: null, reachedCustomer: true },
  ],
  [
    "the customer's phone was busy",
    [own("answered"), key, dialEnded("busy")],
    { outcome: "missed", reason: "busy", reachedCustomer: true },
  ],
  [
    "the owner gave up while it rang",
    [own("answered"), key, dialEnded("no_answer", true), theirs("canceled"), own("completed")],
    { outcome: "missed", reason: "caller_hung_up", hungUpBy: "owner" },
  ],
  [
    "the own phone was not picked up",
    [own("no_answer")],
    { state: "ended", outcome: "missed", reachedCustomer: false, ownerProblem: "no_answer" },
  ],
  ["the own phone was busy", [own("busy")], { outcome: "missed", ownerProblem: "busy" }],
  [
    "a mailbox picked up, and pressed no key",
    [own("answered"), own("completed")],
    { outcome: "missed", reachedCustomer: false, ownerProblem: "no_key" },
  ],
  [
    "the key was pressed, and then nothing more was heard",
    [own("completed"), key],
    { state: "ringing_customer", outcome: null, needsLegs: true },
  ],
  [
    "the carrier lists no second leg: the owner was gone before it rang",
    [own("completed"), key, { kind: "legs_listed", count: 0 }],
    { outcome: "missed", reason: "caller_hung_up", needsLegs: false },
  ],
  [
    "the carrier's books have both legs, and no report came",
    [own("completed"), theirs("completed", 12), { kind: "legs_listed", count: 1 }],
    { state: "ended", outcome: "answered", durationSeconds: 12, hungUpBy: null },
  ],
];

describe("a call that the business asked for", () => {
  it.each(cases)("%s", (_, facts, expected) => {
    expect(settleOutboundCall(OWN, facts)).toMatchObject(expected);
  });

  it("comes to the same whatever the order and number of reports", () => {
    for (const [, facts] of cases) {
      const expected = settleOutboundCall(OWN, facts);
      const shuffled = fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 });
      fc.assert(
        fc.property(shuffled, (order) => {
          expect(settleOutboundCall(OWN, order)).toEqual(expected);
        }),
        { numRuns: 30 },
      );
    }
  });
});
