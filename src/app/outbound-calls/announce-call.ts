import { formatPhone } from "../../domain/phone.ts";
import type { Call, LineInUse } from "../ports/index.ts";

/** What the owner hears before taking a call: who it is, by name if anybody knows it. */
export function announceCall({ business }: LineInUse, call: Call): string {
  const who =
    call.callerName ??
    (call.phone === null ? "somebody without a number" : formatPhone(call.phone, business.country));
  return `A call for ${business.name} from ${who}.`;
}
