import { isOpen } from "./business-hours.ts";
import type { Policy } from "./missed-call.ts";
import type { ForwardTarget } from "./phone.ts";

/**
 * The phones that ring for a call at that moment; none outside hours, if so wished.
 *
 * @param notThese numbers, E.164, that must not ring: the phone that calls, or that sent the call to us
 */
export const phonesToRing = (
  { settings: { forwardTo, hours, ringAfterHours }, timeZone }: Policy,
  notThese: ReadonlySet<string>,
  at: Date,
): readonly ForwardTarget[] =>
  !ringAfterHours && hours !== null && !isOpen(hours, timeZone, at)
    ? []
    : forwardTo.filter((target) => target.kind !== "phone" || !notThese.has(target.number));
