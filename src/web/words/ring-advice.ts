/** What a ring timeout means in practice. Carriers' voicemail begins at about 20 to 30 s of ringing. */
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
      words: "Very short: about two or three rings. You must have the phone in your hand.",
    };
  if (seconds < ADVISED_FROM_SECONDS)
    return { tone: "good", words: "Short, and safely before most phones' voicemail." };
  if (seconds <= ADVISED_TO_SECONDS)
    return {
      tone: "good",
      words:
        "Long enough to answer when you are near, short enough that callers do not give up before the text.",
    };
  if (seconds <= 30)
    return {
      tone: "wait",
      words:
        "Your phone's own voicemail may answer first. The call then counts as answered, and no text goes out.",
    };
  return {
    tone: "bad",
    words:
      "On most cell phones voicemail answers before this. The call then counts as answered, and no text goes out. Longer is fine only for a phone system without voicemail.",
  };
}
