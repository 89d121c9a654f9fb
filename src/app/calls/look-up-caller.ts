import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import { LINE_TYPE_KEPT_MS } from "./weigh-text-back.ts";

/** Asks the carrier what kind of line a caller's number is, while the phone rings; kept for 180 days. */
export async function lookUpCaller(app: App, businessId: string, phone: E164): Promise<void> {
  const { read } = app.store;
  const now = app.clock.now();
  const known = await read.callers.lock(businessId, phone, now);
  const isFresh = known.lineTypeAt !== null && now.getTime() - known.lineTypeAt.getTime() < LINE_TYPE_KEPT_MS;
  if (isFresh) return;
  const lineType = await app.carrier.lineTypeOf(businessId, phone);
  await read.callers.setLineType(businessId, phone, lineType, now);
}
