/** The state of a text in the owner's words. */
import { explainDeliveryError } from "../../domain/delivery-errors.ts";
import { assertNever } from "../../domain/errors.ts";
import type { TextState } from "../../domain/text.ts";
import type { Tone } from "./call.ts";
import { calls } from "./en/calls.ts";
import { saidInSpanish } from "./said.ts";

export interface DeliveryWords {
  readonly label: string;
  readonly tone: Tone;
  /** What happened, when it needs more than a word. */
  readonly detail: string | null;
  readonly whatToDo: string | null;
}

export function deliveryWords(text: {
  readonly state: TextState;
  readonly errorCode: number | null;
}): DeliveryWords {
  const plain = (label: string, tone: Tone, detail: string | null = null): DeliveryWords => ({
    label,
    tone,
    detail,
    whatToDo: null,
  });
  switch (text.state) {
    case "queued":
      return plain(calls("text.queued"), "wait");
    case "sending":
      return plain(calls("text.sending"), "wait");
    case "unclear":
      return plain(calls("text.unclear"), "wait", calls("text.unclearWords"));
    case "sent":
      return plain(calls("text.sent"), "plain");
    case "unconfirmed":
      return plain(calls("text.unconfirmed"), "plain", calls("text.unconfirmedWords"));
    case "delivered":
      return plain(calls("text.delivered"), "good");
    case "cancelled":
      return plain(calls("text.notSent"), "plain", calls("text.dropped"));
    case "received":
      return plain(calls("text.received"), "plain");
    case "undelivered":
    case "failed": {
      const { forOwner, whatToDo } = errorWords(text.errorCode);
      return {
        label: calls(text.state === "failed" ? "text.notSent" : "text.notDelivered"),
        tone: "bad",
        detail: forOwner,
        whatToDo,
      };
    }
    default:
      return assertNever(text.state);
  }
}

/** What a carrier's code means to the owner. */
export const errorWords = (code: number | null): { readonly forOwner: string; readonly whatToDo: string } =>
  saidInSpanish()?.deliveryErrorOf(code) ?? explainDeliveryError(code);
