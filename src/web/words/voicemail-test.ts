/** Does the phone's own voicemail answer? Two calls tell: one that rings out, one that is declined. */
import type { AnswerVerdict } from "../../domain/answered-by.ts";

interface ProbeCall {
  readonly id: string;
  readonly line: string;
  readonly direction: "in" | "out";
  readonly test: boolean;
  readonly outcome: "answered" | "missed" | null;
  readonly answeredBy: { readonly verdict: AnswerVerdict } | null;
}

export const ROUNDS = ["ring", "decline"] as const;

export interface RoundResult {
  /** `ask`: something answered, and only the owner knows whether it was they. */
  readonly state: "waiting" | "running" | "missed" | "voicemail" | "ask";
  readonly callId: string | null;
}

/**
 * @param calls newest first, as the API lists them
 * @param known the calls that were there before the test
 * @param said what the owner said of calls that were answered; a call that they took counts for no round
 */
export function probeRounds(
  calls: readonly ProbeCall[],
  line: string,
  known: ReadonlySet<string>,
  said: ReadonlyMap<string, "voicemail" | "me">,
): readonly RoundResult[] {
  const probes = calls
    .filter((call) => call.line === line && call.direction === "in" && !call.test && !known.has(call.id))
    .filter(({ id }) => said.get(id) !== "me")
    .reverse();
  return ROUNDS.map((_round, index): RoundResult => {
    const call = probes[index];
    if (call === undefined) return { state: "waiting", callId: null };
    return { state: stateOf(call, said), callId: call.id };
  });
}

function stateOf(call: ProbeCall, said: ReadonlyMap<string, "voicemail" | "me">): RoundResult["state"] {
  if (call.outcome === null) return "running";
  if (call.outcome === "missed") return "missed";
  const { verdict } = call.answeredBy ?? { verdict: "unsure" };
  return said.has(call.id) || verdict === "voicemail" || verdict === "screener" ? "voicemail" : "ask";
}
