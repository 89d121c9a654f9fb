/** One line of the inbox: what happened last, in a few words. */
import type { TimelineItem } from "../api/shapes.ts";
import { callWords, type Tone } from "./call.ts";
import { deliveryWords } from "./delivery.ts";
import { calls } from "./en/calls.ts";

export interface Glance {
  readonly words: string;
  readonly tone: Tone;
  readonly kind: "missed" | "incoming" | "outgoing" | "text";
}

export function glanceOf(last: TimelineItem | null): Glance {
  if (last === null) return { words: calls("nothing"), tone: "plain", kind: "text" };
  if (last.type === "call") {
    const { title, detail, tone } = callWords(last);
    const kind = last.direction === "out" ? "outgoing" : last.outcome === "missed" ? "missed" : "incoming";
    return { words: detail === null ? title : `${title} · ${detail}`, tone, kind };
  }
  if (last.direction === "in") return { words: last.body, tone: "plain", kind: "text" };
  const { label, tone } = deliveryWords(last);
  return {
    words: tone === "bad" ? `${label}: ${last.body}` : calls("you", { words: last.body }),
    tone,
    kind: "text",
  };
}
