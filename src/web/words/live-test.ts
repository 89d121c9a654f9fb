/** The live test of a line, step by step, from what the server knows of the call and its text. */
import type { CallOutcome } from "../../domain/call.ts";
import type { TextState } from "../../domain/text.ts";

export interface TestStep {
  readonly title: string;
  readonly state: "waiting" | "running" | "done" | "failed";
  /** Why it failed, and what to do. */
  readonly words: string | null;
}
interface TestCall {
  readonly outcome: CallOutcome | null;
  readonly receipt: { readonly decision: "text" | "skip"; readonly summary: string } | null;
}
interface TestText {
  readonly state: TextState;
}

const LEFT: ReadonlySet<TextState> = new Set(["sent", "unconfirmed", "delivered", "undelivered"]);
const LOST: ReadonlySet<TextState> = new Set(["undelivered", "failed", "cancelled"]);

export function testSteps(call: TestCall | null, text: TestText | null): readonly TestStep[] {
  const arrived = call !== null;
  const missed = call?.outcome === "missed";
  const answered = call?.outcome === "answered";
  const skipped = call?.receipt?.decision === "skip";
  const left = text !== null && LEFT.has(text.state);
  const lost = text !== null && LOST.has(text.state);
  const step = (title: string, done: boolean, before: boolean, failure: string | null = null): TestStep => ({
    title,
    state: failure !== null ? "failed" : done ? "done" : before ? "running" : "waiting",
    words: failure,
  });
  return [
    step("Your call arrives here", arrived, true),
    step(
      "Your phone rings, and nobody picks up",
      missed,
      arrived,
      answered
        ? "The call was answered. If it was your phone's voicemail, choose a shorter ringing time and try again."
        : null,
    ),
    step("The text leaves", left, missed, missed && skipped ? (call.receipt?.summary ?? null) : null),
    step(
      "The text arrives on the calling phone",
      text?.state === "delivered",
      left,
      lost ? "The carrier did not deliver it. The conversation in the inbox says why." : null,
    ),
  ];
}
