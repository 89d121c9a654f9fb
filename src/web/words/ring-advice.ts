/** What a ring timeout means in practice. Carriers' voicemail begins at about 20 to 30 s of ringing. */
import { suggestRingTimeout } from "../../domain/answered-by.ts";
import { editor } from "./en/editor.ts";
import { saidInSpanish } from "./said.ts";

export const ADVISED_FROM_SECONDS = 20;
export const ADVISED_TO_SECONDS = 25;

export interface RingAdvice {
  readonly tone: "good" | "wait" | "bad";
  readonly words: string;
}

export function ringAdvice(seconds: number): RingAdvice {
  if (seconds < 15)
    return {
      tone: "wait",
      words: editor("ring.veryShort"),
    };
  if (seconds < ADVISED_FROM_SECONDS) return { tone: "good", words: editor("ring.short") };
  if (seconds <= ADVISED_TO_SECONDS)
    return {
      tone: "good",
      words: editor("ring.advised"),
    };
  if (seconds <= 30)
    return {
      tone: "wait",
      words: editor("ring.long"),
    };
  return {
    tone: "bad",
    words: editor("ring.veryLong"),
  };
}

export interface LearnedAdvice extends RingAdvice {
  /** A better number of seconds; `null`: this one is. */
  readonly better: number | null;
}

/**
 * What is known of this very phone.
 *
 * @param voicemailStartSeconds as learned from its calls; `null`: not known, and so is the answer
 */
export function learnedAdvice(voicemailStartSeconds: number | null, seconds: number): LearnedAdvice | null {
  const learned = suggestRingTimeout(voicemailStartSeconds, seconds);
  if (learned === null || voicemailStartSeconds === null) return null;
  const { ringTimeoutSeconds: advised, safe } = learned;
  const said = saidInSpanish()?.ringAdvice;
  const start = Math.round(voicemailStartSeconds);
  const better = advised === seconds ? null : advised;
  return {
    tone: safe && better === null ? "good" : "bad",
    words:
      said === undefined
        ? learned.words
        : !safe
          ? said.tooEarly(start)
          : better === null
            ? said.safe(start, seconds)
            : said.better(start, better),
    better,
  };
}
