import { readCallerId } from "../domain/caller-id.ts";
import type { E164, ForwardTarget } from "../domain/phone.ts";
import { dialTimeoutSeconds } from "../domain/settings.ts";
import type { App } from "./context.ts";
import type { Call, LineInUse } from "./ports.ts";
import { type CallHeader, recordCall } from "./record-call.ts";

/** What the caller gets to hear. */
export type CallPlan =
  | {
      readonly do: "forward";
      readonly target: ForwardTarget;
      readonly timeoutSeconds: number;
      readonly callerId: E164;
    }
  /** Our own forwarding came back: it must ring on as busy, or the first call would count as answered. */
  | { readonly do: "refuse_as_busy" }
  | { readonly do: "say_missed"; readonly textIsComing: boolean };

/** Stores the incoming call and says what to do with it. The same call again gets the same answer. */
export async function takeCall(
  app: App,
  lineInUse: LineInUse,
  callSid: string,
  header: CallHeader,
): Promise<CallPlan> {
  const forwards = isForwarded(lineInUse, header);
  const call = await recordCall(app, {
    lineInUse,
    callSid,
    header,
    facts: [{ key: "incoming", fact: { kind: "incoming", legs: forwards ? 1 : 0 } }],
  });
  if (call?.standing === "forwarded_back") return { do: "refuse_as_busy" };
  return forwards ? forwardPlan(lineInUse, header) : sayMissed(call);
}

export const sayMissed = (call: Call | null): CallPlan => ({
  do: "say_missed",
  textIsComing: call?.receipt?.decision === "text",
});

/** Never dials back the phone that calls, nor the phone that sent the call to us. */
function isForwarded({ line, business }: LineInUse, header: CallHeader): boolean {
  if (line.forwardTo === null) return false;
  if (line.forwardTo.kind === "sip") return true;
  const target = line.forwardTo.number;
  return [header.from, header.forwardedFrom].every((raw) => {
    const id = raw === null ? null : readCallerId(raw, business.country);
    return id?.kind !== "known" || id.phone !== target;
  });
}

/**
 * Needs no database, so that callers are connected also while it is down. A withheld or garbled number
 * would be refused as a caller id (docs/api/errors/13214), so the line's own stands in.
 */
export function forwardPlan({ line, business }: LineInUse, header: CallHeader): CallPlan {
  if (line.forwardTo === null || !isForwarded({ line, business, carrierAccountSid: null }, header))
    return { do: "say_missed", textIsComing: false };
  const caller = readCallerId(header.from, business.country);
  return {
    do: "forward",
    target: line.forwardTo,
    timeoutSeconds: dialTimeoutSeconds(line.ringTimeoutSeconds),
    callerId: caller.kind === "known" ? caller.phone : line.number,
  };
}
