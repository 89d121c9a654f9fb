import { formatPhone } from "../../domain/phone.ts";
import { DEFAULT_MESSAGE, firstNameOf, parseTemplate, renderTemplate } from "../../domain/template.ts";
import { messageFor } from "../calls/weigh-text-back.ts";
import type { Call, LineInUse } from "../ports/index.ts";

/** The text-back for this call. `name` is the caller's, if anybody knows it. */
export function composeTextBack(lineInUse: LineInUse, call: Call, name: string | null): string {
  const { line, business } = lineInUse;
  const parsed = parseTemplate(messageFor(lineInUse, call.occurredAt));
  // Messages are checked when saved, so only a row edited by hand gets here; the caller still deserves an answer.
  const fallback = parseTemplate(DEFAULT_MESSAGE);
  const template = parsed.ok ? parsed.template : fallback.ok ? fallback.template : { parts: [] };
  return renderTemplate(template, {
    caller_name: name,
    caller_first_name: firstNameOf(name),
    business_name: business.name,
    business_number: formatPhone(line.number, business.country),
    caller_number: call.phone === null ? null : formatPhone(call.phone, business.country),
  });
}
