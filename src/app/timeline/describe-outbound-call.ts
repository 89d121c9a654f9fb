import type { MissedReason } from "../../domain/call.ts";
import type { Call } from "../ports/index.ts";

const missedWords: Readonly<Record<MissedReason, string>> = {
  no_answer: "nobody picked up",
  busy: "the phone was busy",
  failed: "the phone could not be reached",
  caller_hung_up: "we hung up before anybody picked up",
};
const hungUpWords = { owner: "; we hung up", customer: "; they hung up" } as const;

/** The words on a customer's timeline for a call that the business made. */
export const describeOutboundCall = (
  call: Call,
  durationWords: (seconds: number) => string,
): { title: string; summary: string } =>
  call.outcome === "missed"
    ? {
        title: "Outgoing call, not answered",
        summary: `Called from ${call.line}: ${missedWords[call.reason ?? "no_answer"]}.`,
      }
    : {
        title: "Outgoing call",
        summary: `Called from ${call.line}${call.durationSeconds === null ? "" : `, ${durationWords(call.durationSeconds)}`}${
          call.hungUpBy === null ? "" : hungUpWords[call.hungUpBy]
        }.`,
      };
