/** What other settings would have done with the past calls, in words. Counts agree with what stands beside them. */
import { UNKNOWNS } from "../../domain/back-test-outcome.ts";
import type { BackTest, BackTestChange } from "../api/shapes.ts";
import { backTest } from "./en/back-test.ts";
import { saidInSpanish } from "./said.ts";

type Course = BackTestChange["was"];

/** The one sentence that says it. */
export function backTestHeadline({ calls, was, would, changed }: BackTest): string {
  if (calls === 0) return backTest("none");
  if (changed === 0) return backTest("nothingChanged", { calls });
  return would.texted === was.texted
    ? backTest("sameTexted", { calls, was: was.texted })
    : backTest("otherTexted", { calls, was: was.texted, would: would.texted });
}

/** Beside the button that saves. */
export const backTestShort = ({ was, would }: BackTest): string =>
  would.texted === was.texted
    ? backTest("shortSame", { was: was.texted })
    : backTest("shortOther", { was: was.texted, would: would.texted });

/** What comes with it: credits, and what counts as missed. */
export function backTestDetail({ was, would, changed }: BackTest): string | null {
  if (changed === 0) return null;
  const credits = would.credits - was.credits;
  const sentences = [
    ...(credits === 0 ? [] : [backTest(credits > 0 ? "costMore" : "saved", { count: Math.abs(credits) })]),
    ...(would.missed === was.missed ? [] : [backTest("missed", { was: was.missed, would: would.missed })]),
  ];
  return sentences.length === 0 ? null : sentences.join(" ");
}

/** What cannot be known, a sentence for each cause. */
export const backTestUnknowns = ({ unknown }: BackTest): readonly string[] =>
  UNKNOWNS.flatMap((cause) => {
    const count = unknown[cause];
    return count === undefined ? [] : [backTest(`unknown.${cause}`, { count })];
  });

/** "Texted", "Not texted", "Answered" */
export function courseWords({ outcome, decision, waits }: Course): string {
  if (decision === "text") return backTest(waits ? "textedLater" : "texted");
  return backTest(outcome === "answered" ? "answered" : "notTexted");
}

/** Why it would go otherwise: what now stands in the way, or what no longer does. */
export function changeReason({ was, would }: BackTestChange): string | null {
  const [now, then] = [whyWords(would), whyWords(was)];
  return now ?? (then === null ? null : backTest("earlier", { why: then }));
}

/** In words of the service; its Spanish is the reason alone. */
function whyWords({ why, reason }: Course): string | null {
  const said = saidInSpanish();
  if (said === null || why === null) return why;
  return reason === null ? null : said.receipt.because[reason];
}
