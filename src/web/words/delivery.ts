/** The state of a text in the owner's words. */
import { explainDeliveryError } from "../../domain/delivery-errors.ts";
import { assertNever } from "../../domain/errors.ts";
import type { TextState } from "../../domain/text.ts";
import type { Tone } from "./call.ts";

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
      return plain("Waiting to leave", "wait");
    case "sending":
      return plain("Sending", "wait");
    case "unclear":
      return plain(
        "Checking with the carrier",
        "wait",
        "The carrier's answer was lost. We ask before sending again.",
      );
    case "sent":
      return plain("Sent", "plain");
    case "unconfirmed":
      return plain(
        "Sent, no word since",
        "plain",
        "The carrier took the text and never said whether it arrived.",
      );
    case "delivered":
      return plain("Delivered", "good");
    case "cancelled":
      return plain("Not sent", "plain", "The text was dropped before it left. Its credit came back.");
    case "received":
      return plain("Received", "plain");
    case "undelivered":
    case "failed": {
      const { forOwner, whatToDo } = explainDeliveryError(text.errorCode);
      return {
        label: text.state === "failed" ? "Not sent" : "Not delivered",
        tone: "bad",
        detail: forOwner,
        whatToDo,
      };
    }
    default:
      return assertNever(text.state);
  }
}
