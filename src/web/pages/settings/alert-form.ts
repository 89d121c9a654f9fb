/** The alerts as somebody types them, and what of them is sent. */
import { normalisePhone } from "../../../domain/phone.ts";
import type { AlertChange, Alerts } from "../../api/shapes.ts";
import { common } from "../../words/en/common.ts";
import { phoneWords } from "../../words/phone.ts";

export interface AlertForm {
  readonly emails: string;
  /** As people write it. */
  readonly phone: string;
  readonly url: string;
  readonly missedCall: boolean;
  readonly reply: boolean;
}

export const alertForm = ({ email, text, webhook, on }: Alerts, country: string): AlertForm => ({
  emails: email?.to.join(", ") ?? "",
  phone: text === null ? "" : phoneWords(text.to, country).replaceAll("\u00A0", " "),
  url: webhook?.url ?? "",
  missedCall: on.missedCall,
  reply: on.reply,
});

export const phoneProblem = (typed: string, country: string): string | null =>
  typed.trim().length > 9 && normalisePhone(typed, country) === null ? common("notWholePhone") : null;

const emailsOf = (typed: string): string[] => typed.split(/[\s,;]+/).filter((each) => each !== "");
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Only what differs: two people who change different things do not undo each other. */
export function alertChanges(before: Alerts, values: AlertForm, country: string): AlertChange {
  const emails = emailsOf(values.emails);
  const email = emails.length === 0 ? null : { to: emails };
  const typed = values.phone.trim();
  const text = typed === "" ? null : { to: normalisePhone(typed, country) ?? typed };
  const url = values.url.trim() === "" ? null : values.url.trim();
  const on = { missedCall: values.missedCall, reply: values.reply };
  return {
    ...(same(email, before.email) ? {} : { email }),
    ...(same(text, before.text) ? {} : { text }),
    ...(url === (before.webhook?.url ?? null) ? {} : { webhook: url === null ? null : { url } }),
    ...(same(on, before.on) ? {} : { on }),
  };
}
