import { isUnderWay } from "../../domain/call.ts";
import type { App } from "../context.ts";
import type { CarrierLeg } from "../ports/index.ts";
import { type CallDelivery, FETCH_LEGS_AFTER_MS, recordCall } from "./record-call.ts";

/** A leg that the carrier still lists as open this long after the caller left is asked for again. */
const MAX_AGE_MS = 6 * 3_600_000;

/** Asks the carrier how the forwarded legs of a call ended, when no webhook said so. */
export async function fetchLegs(app: App, businessId: string, callSid: string): Promise<void> {
  const call = await app.store.read.calls.findBySid(businessId, callSid);
  if (call === null || call.ended) return;
  const inUse = await app.store.read.lines.findInUse(call.line);
  if (inUse === null || inUse.business.id !== businessId) return;
  const legs = await app.carrier.legsOf(businessId, callSid);
  const open = legs.some(({ state }) => isUnderWay(state));
  const now = app.clock.now();
  if (open && now.getTime() - call.occurredAt.getTime() < MAX_AGE_MS) {
    await app.store.read.jobs.enqueue(
      { kind: "fetch_legs", businessId, callSid },
      new Date(now.getTime() + FETCH_LEGS_AFTER_MS),
    );
    return;
  }
  const facts: CallDelivery["facts"] = [
    ...legs.map((leg) => ({ key: `listed:${leg.legSid}:${leg.state}`, fact: factOf(leg) })),
    { key: "listed", fact: { kind: "legs_listed", count: legs.length } as const },
  ];
  await recordCall(app, { lineInUse: inUse, callSid, header: null, facts });
}

const factOf = (leg: CarrierLeg) => ({ kind: "leg", ...leg }) as const;
