import type { E164 } from "../../domain/phone.ts";
import { whyNotTextable } from "../../domain/who-can-be-texted.ts";
import type { Tx } from "../ports/index.ts";

/** Why a phone of the business's own people cannot be texted, in words; `null`: it can. */
export async function whyNotOwnPhone(tx: Tx, businessId: string, phone: E164): Promise<string | null> {
  const [business, lines, owner] = await Promise.all([
    tx.businesses.find(businessId),
    tx.lines.list(businessId),
    tx.lines.ownerOf(phone),
  ]);
  const [against] = whyNotTextable({
    caller: { kind: "known", phone },
    ownLines: new Set(owner === null ? [] : [phone]),
    forwardNumbers: new Set(),
    country: business?.country ?? "US",
    allowedCountries: lines.flatMap(({ allowedCountries }) => allowedCountries),
    lineType: null,
    knownLandline: false,
    blocklisted: false,
    stirVerdict: null,
    callsInLastHour: 0,
    maxCallsPerHour: null,
  });
  return against?.detail ?? null;
}
